package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The description of the API as its pages show it. Texts may have `code` between backticks and
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

        private boolean names(String schema) {
            return request != null && request.names(schema)
                    || responses.stream()
                            .anyMatch(r -> {
                                var body = r.body();
                                return body != null && body.names(schema);
                            });
        }
    }

    public record Parameter(String name, String in, Type type, boolean required, String text) {}

    /// What is sent or answered; `example` is JSON, null where there is none.
    public record Body(String mediaType, @Nullable Type type, @Nullable String example) {
        private boolean names(String schema) {
            return type != null && type.names(schema);
        }
    }

    public record Response(String status, String text, @Nullable Body body) {}

    /// A type: words around the name of a schema, which may be missing.
    public record Type(String before, @Nullable String schema, String after) {
        private boolean names(String name) {
            return name.equals(schema);
        }
    }

    public record Schema(
            String name, List<String> text, Type type, List<Property> properties, String example) {
        public Schema {
            text = List.copyOf(text);
            properties = List.copyOf(properties);
        }
    }

    /// The part of this name: routes that belong together, or a schema; empty where there is none.
    public Optional<Page> part(String name) {
        return groups.stream()
                .filter(g -> g.name().equals(name))
                .findFirst()
                .<Page>map(Page.ApiRoutes::new)
                .or(() ->
                        schemas.stream()
                                .filter(s -> s.name().equals(name))
                                .findFirst()
                                .map(s -> new Page.ApiSchema(s, users(name))));
    }

    /// Routes and other schemas in which a schema stands.
    private List<User> users(String name) {
        var users = new ArrayList<User>();
        for (var group : groups) {
            group.operations().stream()
                    .filter(o -> o.names(name))
                    .map(o -> new User(o.method() + " " + o.path(), group.name(), o.id()))
                    .forEach(users::add);
        }
        schemas.stream()
                .filter(s -> s.properties().stream().anyMatch(p -> p.type().names(name)))
                .map(s -> new User(s.name(), s.name(), ""))
                .forEach(users::add);
        return users;
    }

    /// Where a schema stands.
    ///
    /// @param part of the description
    /// @param operation in it, empty for a schema
    public record User(String label, String part, String operation) {
        String address(Links links) {
            return links.api(part) + (operation.isEmpty() ? "" : "#" + Links.part("op", operation));
        }
    }

    public record Property(String name, Type type, boolean required, String text) {}
}
