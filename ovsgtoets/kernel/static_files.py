"""Static files under names that change with their contents, also where one module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORTS = (r"""(?P<matched>from "(?P<url>\./[a-z_]+\.js)";)""", 'from "%(url)s";')


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """The modules of the grid import each other by name. With these names hashed as well, a browser
    never mixes the modules of two versions. Django's own switch for this reads all scripts, also
    other people's, and stumbles over an import in a comment."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/grid/*.js", (IMPORTS,)))
