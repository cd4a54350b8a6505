package org.foedus.portal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The description of the API as its page shows it. Texts may have `code` between backticks and
/// words that are meant strongly between two asterisks.
public record ApiView(String title, List<String> text, List<Group> groups, List<Schema> schemas) {
    public ApiView {
        text = List.copyOf(text);
        groups = List.copyOf(groups);
        schemas = List.copyOf(schemas);
    }

    /// Routes that belong together.
    public record Group(String name, String text, List<Operation> operations) {
        public Group {
            operations = List.copyOf(operations);
        }
    }

    /// One method of one path; `open` to those who have not signed in.
    public record Operation(
            String id,
            String method,
            String path,
            String summary,
            List<String> text,
            boolean open,
            List<Parameter> parameters,
            @Nullable Body request,
            List<Response> responses,
            String curl) {
        public Operation {
            text = List.copyOf(text);
            parameters = List.copyOf(parameters);
            responses = List.copyOf(responses);
        }
    }

    public record Parameter(String name, String in, Type type, boolean required, String text) {}

    /// What is sent or answered; `example` is JSON, null where there is none.
    public record Body(String mediaType, @Nullable Type type, @Nullable String example) {}

    public record Response(String status, String text, @Nullable Body body) {}

    /// A type: words around the name of a schema, which may be missing.
    public record Type(String before, @Nullable String schema, String after) {}

    public record Schema(
            String name, List<String> text, Type type, List<Property> properties, String example) {
        public Schema {
            text = List.copyOf(text);
            properties = List.copyOf(properties);
        }
    }

    public record Property(String name, Type type, boolean required, String text) {}
}
