"""The grid's modules import each other under names that change with their contents."""

import re

from django.core.files.base import ContentFile

from ovsgtoets.kernel.static_files import HashedStaticFiles


def test_an_import_gets_the_hashed_name(tmp_path):
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    files = {
        "js/grid/main.js": 'import { one } from "./other.js";\n',
        "js/grid/other.js": "export const one = 1;\n",
        "js/else.js": '// import { x } from "./nowhere.js";\n',
    }
    for name, text in files.items():
        storage.save(name, ContentFile(text.encode()))
    done = {
        name: hashed for name, hashed, _ in storage.post_process({n: (storage, n) for n in files})
    }

    with storage.open(done["js/grid/main.js"]) as file:
        imported = re.fullmatch(r'import \{ one \} from "\./(.+)";\n', file.read().decode())[1]
    assert f"js/grid/{imported}" == done["js/grid/other.js"] != "js/grid/other.js"
    with storage.open(done["js/else.js"]) as file:
        assert file.read().decode() == files["js/else.js"]
