from django.urls import path
from django.utils.translation import pgettext_lazy

from observatory.ui import views

urlpatterns = [
    path(pgettext_lazy("address", "styleguide/"), views.styleguide, name="styleguide"),
]
