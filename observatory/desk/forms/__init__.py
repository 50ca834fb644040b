"""The forms of the desk. Others use `DenseForm` and include `desk/parts/dense.html`."""

from .dense import DenseForm
from .shown import DenseChoice, DenseQuestion, DenseSection

__all__ = ["DenseChoice", "DenseForm", "DenseQuestion", "DenseSection"]
