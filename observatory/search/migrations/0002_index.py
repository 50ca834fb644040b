"""The full-text index, by the engine of the database.

SQLite: an FTS5 table whose words stand in `search_document` (external
content), kept in step by search.actions. Positions are not kept (`detail=none`):
nothing asks for phrases, and the index is a third of the size. Beginnings of
three to ten letters have an index of their own: without it, one that begins a
common word is gathered from every document that holds it.

PostgreSQL: a column worked out by the server from `stems`, with a GIN index.
The words are stems already and go in as they are. The kinds of which there are
few have an index of their own, because GIN gathers every document that holds a
beginning before it looks at the kind.
"""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_index USING fts5(
    stems, content='search_document', content_rowid='id',
    tokenize='ascii', detail=none, columnsize=0, prefix='3 4 5 6 7 8 9 10'
)
"""
POSTGRESQL = """
ALTER TABLE search_document ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(stems, ' '))) STORED;
CREATE INDEX search_vector ON search_document USING gin (vector);
CREATE INDEX search_few ON search_document (kind) WHERE kind <> 'text';
"""


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(SQLITE)
    else:
        schema_editor.execute(POSTGRESQL)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_index")
    else:
        schema_editor.execute("DROP INDEX search_few")
        schema_editor.execute("ALTER TABLE search_document DROP COLUMN vector")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make_index, drop_index)]
