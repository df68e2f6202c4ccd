"""The forms of supports, a module for each policy: data for the shapes of `forms.paper.form`."""

from forms.paper.form import Form
from forms.paper.supports import tin_dung

FORMS: tuple[Form, ...] = (*tin_dung.FORMS,)
"""In the order of screens."""
