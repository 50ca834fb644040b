"""Templates with what never changes worked out once: one copy of each template per language.

Most of a page is words: `{% translate %}`, addresses, icons, buttons with a
fixed label. Their result depends on the language alone, so after a template is
parsed these are replaced by the text they give, and neighbouring texts by one.
What is written in the templates stays the same; a page has a tenth of the
nodes to go through.

Only what is known to depend on the language alone is replaced. A tag that is
not known is left as it is, with all that stands in it.
"""

from types import SimpleNamespace
from typing import Any

from django.template import Context, Engine
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    TokenType,
    Variable,
    VariableNode,
)
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from observatory.ui.templatetags.components import ComponentNode

# What a name is known to hold at one place of a template.
Known = dict[str, Any]


class Loader(cached.Loader):
    """Django's cached loader, with a folded copy of each template for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_language()}\0{super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: Any = None) -> Any:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            whole = None if skip else self._with_parents(template_name)
            template.nodelist = fold(template.nodelist if whole is None else whole)
        return template

    def _with_parents(self, template_name: str) -> NodeList | None:
        """Return the template written into those it extends; None when that cannot be known here."""
        blocks: dict[str, BlockNode] = {}
        seen = set()
        while template_name not in seen:
            seen.add(template_name)
            # Parsed afresh: what is written into it belongs to this page alone.
            nodes = BaseLoader.get_template(self, template_name).nodelist
            for block in nodes.get_nodes_by_type(BlockNode):
                blocks.setdefault(block.name, block)
            extends = next((node for node in nodes if isinstance(node, ExtendsNode)), None)
            if extends is None:
                return _fill(nodes, blocks) if len(seen) > 1 else None
            if not _is_literal(extends.parent_name) or _asks_parent(nodes):
                return None
            template_name = extends.parent_name.resolve(Context())
        return None


class _Constant:
    """Stands for an expression whose value is known."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        return self.value


class _Assignment(Node):
    """Gives a name a value that is known, as `{% translate "…" as name %}` does."""

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def render(self, context: Context) -> SafeString:
        context[self.name] = self.value
        return SafeString("")


class _Scope(Node):
    """What stands in a block: the names it gives a value are its own."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        with context.push():
            return self.nodelist.render(context)


class _Unknown(Exception):
    """It depends on more than the language."""


def _asks_parent(nodes: NodeList) -> bool:
    """Tell whether a block shows what its parent says (`{{ block.super }}`)."""
    return any(
        isinstance(node.filter_expression.var, Variable)
        and str(node.filter_expression.var.var).startswith("block.")
        for node in nodes.get_nodes_by_type(VariableNode)
    )


def _fill(nodes: NodeList, blocks: dict[str, BlockNode]) -> NodeList:
    """Put in the place of each block what the page says there. The nodes themselves are changed."""
    filled = type(nodes)()
    for node in nodes:
        if isinstance(node, BlockNode):
            filled.append(_Scope(_fill(blocks[node.name].nodelist, blocks)))
            continue
        if isinstance(node, IfNode):
            node.conditions_nodelists = [
                (condition, _fill(inner, blocks)) for condition, inner in node.conditions_nodelists
            ]
        else:
            for name in node.child_nodelists:
                inner = getattr(node, name, None)
                if isinstance(inner, NodeList):
                    setattr(node, name, _fill(inner, blocks))
        filled.append(node)
    filled.contains_nontext = nodes.contains_nontext
    return filled


def fold(nodes: NodeList, known: Known | None = None) -> NodeList:
    """Return the nodes with what depends on the language alone replaced by its text.

    `known` holds the names whose value is known where the nodes begin; what
    the nodes assign is added to it. The nodes themselves are changed.
    """
    known = {} if known is None else known
    folded = type(nodes)()
    text: list[str] = []

    def flush() -> None:
        if text:
            folded.append(TextNode("".join(text)))
            text.clear()

    for node in nodes:
        for one in _fold_node(node, known):
            if isinstance(one, TextNode):
                text.append(one.s)
            else:
                flush()
                folded.append(one)
    flush()
    folded.contains_nontext = any(not isinstance(node, TextNode) for node in folded)
    return folded


def _fold_node(node: Node, known: Known) -> list[Node]:
    if isinstance(node, TextNode):
        return [node]
    if isinstance(node, CommentNode | LoadNode):
        return []
    try:
        name, value = _result(node, known)
    except _Unknown:
        _enter(node, known)
        # A block that gives no name a value needs no scope of its own.
        if isinstance(node, _Scope) and not _assigned(node.nodelist):
            return list(node.nodelist)
        return [node]
    if name:
        known[name] = value
        return [_Assignment(name, value)]
    return [TextNode(value)]


def _result(node: Node, known: Known) -> tuple[str, Any]:
    """Return (name it assigns or "", what it gives). Raises `_Unknown`."""
    if isinstance(node, VariableNode):
        value = _value(node.filter_expression, known)
        if not isinstance(value, str):
            raise _Unknown
        return "", str(conditional_escape(value))
    if isinstance(node, TranslateNode):
        if node.noop or node.message_context or not _is_literal(node.filter_expression):
            raise _Unknown
        return _render(node, node.asvar)
    if isinstance(node, BlockTranslateNode):
        plain = all(token.token_type == TokenType.TEXT for token in node.singular)
        if (
            not plain
            or node.plural
            or node.extra_context
            or node.message_context
            or node.countervar
        ):
            raise _Unknown
        return _render(node, node.asvar)
    if isinstance(node, URLNode):
        for expression in (node.view_name, *node.args, *node.kwargs.values()):
            if not _is_literal(expression):
                raise _Unknown
        return _render(node, node.asvar)
    if isinstance(node, StaticNode) and type(node) is StaticNode and _is_literal(node.path):
        return _render(node, node.varname)
    if isinstance(node, ComponentNode):
        return "", _component(node, known)
    raise _Unknown


def _component(node: ComponentNode, known: Known) -> str:
    """Return a component all of which is known; else put in it what is. Raises `_Unknown`."""
    node.body = fold(node.body, dict(known))
    attributes: list[tuple[str, Any]] = []
    for name, expression in node.attributes:
        try:
            attributes.append((name, _Constant(_value(expression, known))))
        except _Unknown:
            attributes.append((name, expression))
    node.attributes = tuple(attributes)
    if node.body.contains_nontext or not all(
        isinstance(expression, _Constant) for _, expression in attributes
    ):
        raise _Unknown
    return _render(node, None)[1]


def _render(node: Node, name: str | None) -> tuple[str, Any]:
    context = Context()
    # What a tag of words asks of the template it stands in.
    context.template = SimpleNamespace(engine=Engine.get_default())
    try:
        text = node.render(context)
    except Exception as error:
        # Whatever is wrong with it is said where the page is shown, as without folding.
        raise _Unknown from error
    return (name, context[name]) if name else ("", text)


def _is_literal(expression: Any) -> bool:
    if not isinstance(expression, FilterExpression) or expression.filters:
        return False
    var = expression.var
    return not isinstance(var, Variable) or var.lookups is None


def _value(expression: Any, known: Known) -> Any:
    """Return what the expression is known to give. Raises `_Unknown`."""
    if isinstance(expression, _Constant):
        return expression.value
    if not isinstance(expression, FilterExpression) or expression.filters:
        raise _Unknown
    var = expression.var
    if not isinstance(var, Variable):
        # A literal; one to be translated is lazy, and this copy has one language.
        if isinstance(var, Promise):
            return mark_safe(str(var))  # noqa: S308 - written in the template
        return var
    if var.lookups is None:
        return var.resolve(Context())
    if len(var.lookups) == 1 and var.lookups[0] in known and not var.translate:
        return known[var.lookups[0]]
    raise _Unknown


def _enter(node: Node, known: Known) -> None:
    """Fold what stands in a node that is kept, and forget the names it may give another value."""
    if isinstance(node, IfNode):
        inner = []
        for condition, nodes in node.conditions_nodelists:
            branch = dict(known)
            inner.append((condition, fold(nodes, branch)))
        node.conditions_nodelists = inner
        _forget(known, *(nodes for _, nodes in inner))
    elif isinstance(node, ForNode):
        branch = {
            name: value
            for name, value in known.items()
            if name not in {*node.loopvars, "forloop"} and name not in _assigned(node.nodelist_loop)
        }
        node.nodelist_loop = fold(node.nodelist_loop, branch)
        node.nodelist_empty = fold(node.nodelist_empty, dict(known))
        _forget(known, node.nodelist_empty)
    elif isinstance(node, _Scope):
        node.nodelist = fold(node.nodelist, dict(known))
    elif isinstance(node, WithNode):
        branch = {n: value for n, value in known.items() if n not in node.extra_context}
        node.nodelist = fold(node.nodelist, branch)
    elif isinstance(node, BlockNode | ExtendsNode):
        node.nodelist = fold(node.nodelist, {})
        if isinstance(node, BlockNode):
            _forget(known, node.nodelist)
    elif isinstance(node, ComponentNode):
        _forget(known, node.body)
    elif not isinstance(node, VariableNode | IncludeNode):
        names = _names(node)
        if names is None:
            known.clear()
        for name in names or ():
            known.pop(name, None)


def _names(node: Node) -> set[str] | None:
    """Return the names that a tag assigns; None when it is not known to assign nothing else."""
    if isinstance(node, _Assignment):
        return {node.name}
    if isinstance(node, TranslateNode | BlockTranslateNode | URLNode):
        return {node.asvar} if node.asvar else set()
    if isinstance(node, StaticNode):
        return {node.varname} if node.varname else set()
    if isinstance(node, TextNode | VariableNode | IncludeNode | ComponentNode | _Scope):
        return set()
    if type(node).__module__ == "django.template.defaulttags":
        named = (
            getattr(node, attribute, None) for attribute in ("target_var", "var_name", "asvar")
        )
        return {name for name in named if name}
    return None


class _AllNames(set[str]):
    def __contains__(self, name: object) -> bool:
        return True


def _assigned(nodes: NodeList) -> set[str]:
    """Return every name that something in the nodes may assign; all of them when that is unknown."""

    names: set[str] = set()
    for node in nodes.get_nodes_by_type(Node):
        found = _names(node)
        if found is None and not isinstance(node, BlockNode):
            return _AllNames({""})
        names |= found or set()
    return names


def _forget(known: Known, *branches: NodeList) -> None:
    for nodes in branches:
        names = _assigned(nodes)
        for name in [name for name in known if name in names]:
            del known[name]
