package org.foedus.hub.http;

import org.foedus.core.digest.Bytes;
import org.foedus.hub.api.ApiDocument;
import org.foedus.protocol.api.Api;

/// The description of the API, for everybody.
final class DocumentRoutes {
    private final ApiDocument document;

    DocumentRoutes(ApiDocument document) {
        this.document = document;
    }

    void register(Switchboard routes) {
        routes.get(
                Api.PREFIX + "/openapi.json",
                ctx -> answer(ctx, "application/json", document.json()));
        routes.get(
                Api.PREFIX + "/openapi.yaml",
                ctx -> answer(ctx, "application/yaml", document.yaml()));
    }

    private void answer(Exchange ctx, String type, Bytes bytes) {
        ctx.header("Cache-Control", "public, no-cache").header("ETag", document.etag());
        if (Door.unchanged(ctx, document.etag())) {
            ctx.status(304);
            return;
        }
        ctx.contentType(type).result(bytes.array());
    }
}
