package org.foedus.hub.http;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Brings requests to their routes.
final class HubHandler extends Handler.Abstract {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PATCH");

    private final Switchboard board;
    private final HubConnector connector;

    HubHandler(Switchboard board, HubConnector connector) {
        this.board = board;
        this.connector = connector;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var line = connector.line(request);
        line.asked();
        Request.addCompletionListener(request, _ -> line.answered());
        var found = board.find(request.getMethod(), JettyExchange.path(request));
        var parameters =
                found.map(Switchboard.Found::parameters).orElseGet(TreeMap<String, String>::new);
        var exchange = new JettyExchange(request, response, callback, line, parameters);
        if (found.isPresent()) {
            board.serve(found.get().route(), exchange);
        } else {
            unknown(exchange);
        }
        exchange.finish();
        return true;
    }

    private void unknown(JettyExchange exchange) {
        Switchboard.harden(exchange);
        var allowed = new ArrayList<String>();
        for (var method : METHODS) {
            if (board.find(method, exchange.path()).isPresent()) {
                allowed.add(method);
            }
        }
        var what = exchange.method() + " " + exchange.path();
        if (allowed.isEmpty()) {
            Door.problem(
                    exchange, new FoedusException(ErrorCode.NOT_FOUND, "no such route: " + what));
            return;
        }
        allowed.add("OPTIONS");
        exchange.header("Allow", String.join(", ", allowed));
        if (exchange.method().equals("OPTIONS")) {
            exchange.status(204);
        } else {
            Door.problem(
                    exchange,
                    405,
                    new FoedusException(ErrorCode.BAD_REQUEST, "no such method here: " + what));
        }
    }
}
