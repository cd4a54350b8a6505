package org.foedus.hub.http;

import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.api.ApiReader;
import org.foedus.portal.EntryView;
import org.foedus.portal.Page;
import org.foedus.portal.ProofView;
import org.foedus.portal.Said;
import org.foedus.portal.state.Asked;
import org.foedus.portal.state.Place;
import org.foedus.portal.state.Site;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.api.Views;

/// Entries of the ledger for programs that look for some of them: what the pages about the ledger
/// show, for whom they show it.
final class EntryRoutes {
    private final Door door;
    private final HubOutside outside;
    private final boolean open;

    /// @param open whether the public may read what the pages show it
    EntryRoutes(Door door, HubOutside outside, boolean open) {
        this.door = door;
        this.outside = outside;
        this.open = open;
    }

    void register(Switchboard routes) {
        routes.get(Api.PREFIX + "/ledger/search", this::search);
        routes.get(Api.PREFIX + "/ledger/entries/{index}", this::entry);
    }

    private void search(Exchange ctx) {
        var query = new TreeMap<String, String>();
        for (var name : Page.Ledger.PARAMETERS) {
            Optional.ofNullable(ctx.queryParam(name)).ifPresent(v -> query.put(name, v));
        }
        var page =
                (Page.Ledger)
                        page(ctx, new Asked(Place.LEDGER, "", query))
                                .orElseThrow(() ->
                                        new FoedusException(
                                                ErrorCode.BAD_REQUEST,
                                                "q, type: at most 200 characters; before: an index"
                                                        + " up to the ledger's size"));
        long size = page.size();
        Door.json(
                ctx,
                new Views.LedgerEntries(
                        page.entries().stream().map(EntryRoutes::view).toList(),
                        page.hasOlder() ? Optional.of(page.older()) : Optional.empty(),
                        page.search().active() ? page.search().searched() : size,
                        size));
    }

    private void entry(Exchange ctx) {
        var page =
                (Page.Entry)
                        page(ctx, new Asked(Place.ENTRY, ctx.pathParam("index"), new TreeMap<>()))
                                .orElseThrow(() ->
                                        new FoedusException(
                                                ErrorCode.NOT_FOUND, "there is no " + ctx.path()));
        var proof = Optional.ofNullable(page.entry().proof());
        Door.json(
                ctx,
                new Views.ProvenEntry(
                        view(page.entry().entry()),
                        proof.map(ProofView::entry)
                                .map(text -> Bytes.of(Base64.getDecoder().decode(text))),
                        proof.map(EntryRoutes::view),
                        page.size()));
    }

    /// What the pages show the caller; `NOT_SIGNED_IN` for the public where they are for members.
    private Optional<Page> page(Exchange ctx, Asked asked) {
        var reader = door.reader(ctx);
        if (!open && !reader.member()) {
            door.caller(ctx);
        }
        var state = door.runtime().state();
        return new Site(state, outside, reader, ApiReader.shipped()).page(asked);
    }

    private static Views.LedgerEntry view(EntryView entry) {
        return new Views.LedgerEntry(
                entry.index(),
                entry.time(),
                entry.type(),
                new Sha256(entry.leafHash()),
                Optional.ofNullable(entry.signer()),
                Optional.ofNullable(entry.summary()).map(Said::english));
    }

    private static Views.Inclusion view(ProofView proof) {
        return new Views.Inclusion(
                proof.size(),
                new Sha256(proof.root()),
                proof.path().stream().map(Sha256::new).toList(),
                proof.note(),
                new PublicKey(proof.hubKey()));
    }
}
