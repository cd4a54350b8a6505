package org.foedus.node.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Speaks to a console by raw sockets: a browser's own client would not let us lie about `Host`.
final class Caller {
    private static final Pattern TICKET = Pattern.compile("name=\"ticket\" value=\"([^\"]+)\"");
    private static final String END = "\r\n";
    private final Console console;
    private String cookie = "";

    Caller(Console console) {
        this.console = console;
    }

    String host() {
        return console.authority();
    }

    String ask(String method, String path, String body, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
            var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            for (var header : headers) {
                request.append(header).append("\r\n");
            }
            request.append("Connection: close\r\n");
            if (!body.isEmpty()) {
                request.append("Content-Type: application/x-www-form-urlencoded\r\n");
            }
            request.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
            // What is too large is refused by its length, before it comes.
            request.append(body.length() > Console.MAX_REQUEST_BYTES ? "" : body);
            var out = socket.getOutputStream();
            out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
            out.flush();
            try (var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.UTF_8))) {
                return in.lines().collect(Collectors.joining("\n"));
            }
        }
    }

    String token() {
        return console.startUrl().getFragment();
    }

    String exchange(String token) throws IOException {
        return ask(
                "POST", "/start", "token=" + token, "Host: " + host(), "Origin: http://" + host());
    }

    /// Brings a start token, and keeps the cookie.
    Caller admitted() throws IOException {
        cookie =
                exchange(token())
                        .lines()
                        .filter(l -> l.startsWith("Set-Cookie: "))
                        .map(l -> "Cookie: " + l.substring("Set-Cookie: ".length(), l.indexOf(';')))
                        .findFirst()
                        .orElseThrow();
        return this;
    }

    String cookie() {
        return cookie;
    }

    String get(String path) throws IOException {
        return ask("GET", path, "", "Host: " + host(), cookie);
    }

    String post(String path, Map<String, String> fields, String... more) throws IOException {
        var headers = new ArrayList<>(List.of("Host: " + host(), cookie));
        headers.add("Origin: http://" + host());
        headers.addAll(List.of(more));
        return ask("POST", path, form(fields), headers.toArray(String[]::new));
    }

    /// An answer that goes on.
    Stream stream(String path) throws IOException {
        return new Stream(path);
    }

    final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        private Stream(String path) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), console.port());
            socket.setSoTimeout(30_000);
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie;
            socket.getOutputStream()
                    .write((request + END + END).getBytes(StandardCharsets.US_ASCII));
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /// All up to an event that says so.
        String await(String what) throws IOException {
            var heard = new StringBuilder();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                heard.append(line).append('\n');
                if (line.isEmpty() && heard.indexOf(what) >= 0) {
                    return heard.toString();
                }
            }
            throw new AssertionError(what + " was not heard in " + heard);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// Half of a pair of surrogates goes as three bytes that are no text.
    private static String encoded(String value) {
        return Arrays.stream(value.split("\uD800", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                .collect(Collectors.joining("%ED%A0%80"));
    }

    /// The ticket in the forms of a page.
    static String ticket(String page) {
        var found = TICKET.matcher(page);
        if (!found.find()) {
            throw new AssertionError("no form in " + page);
        }
        return found.group(1);
    }

    static String location(String answer) {
        return answer.lines()
                .filter(l -> l.startsWith("Location: "))
                .map(l -> l.substring("Location: ".length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no way on in " + answer));
    }
}
