"""How static files are named when they are gathered."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Name each file by its content; a module names what it imports so too.

    Without that a browser could run a new module with an old one that it kept.
    """

    support_js_module_import_aggregation = True
