package org.foedus.store.sql;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/// The names of the schema (`db/migration`).
final class Tables {
    static final Table<Record> ENTRY = table(name("entry"));
    static final Table<Record> CHECKPOINT = table(name("checkpoint"));
    static final Table<Record> BODY = table(name("body"));
    static final Table<Record> BODY_READER = table(name("body_reader"));
    static final Table<Record> COSIGNATURE = table(name("cosignature"));
    static final Table<Record> META = table(name("meta"));
    static final Table<Record> LEADERSHIP = table(name("leadership"));

    static final Field<Long> IDX = field(name("idx"), Long.class);
    static final Field<byte[]> CONTENT = field(name("content"), byte[].class);
    static final Field<Long> TREE_SIZE = field(name("tree_size"), Long.class);
    static final Field<String> NOTE = field(name("note"), String.class);
    static final Field<String> DIGEST = field(name("digest"), String.class);
    static final Field<byte[]> SALT = field(name("salt"), byte[].class);
    static final Field<String> READER = field(name("reader"), String.class);
    static final Field<String> KEY_NAME = field(name("key_name"), String.class);
    static final Field<String> LINE = field(name("line"), String.class);
    static final Field<String> NAME = field(name("name"), String.class);
    static final Field<String> VALUE = field(name("value"), String.class);
    static final Field<Long> EPOCH = field(name("epoch"), Long.class);
    static final Field<String> HOLDER = field(name("holder"), String.class);

    private Tables() {}
}
