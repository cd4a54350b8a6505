package org.foedus.portal;

import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// What stands round every page.
///
/// - `viewer`: the name of the member who reads, null for a guest;
/// - `console`: the page is shown by the member's own machine;
/// - `ledgerSize`, `ledgerRoot`: the newest checkpoint, root as 64 hexadecimal digits, null while
///   there is none;
/// - `basePath`: what precedes every path, empty or like `/alliance`;
/// - `language`: that of the page;
/// - `seat`: what the member's own machine adds, null elsewhere.
public record Frame(
        String allianceName,
        @Nullable String viewer,
        boolean console,
        long ledgerSize,
        @Nullable String ledgerRoot,
        String basePath,
        Language language,
        @Nullable Seat seat) {

    /// Without what only a member's own machine adds.
    public Frame(
            String allianceName,
            @Nullable String viewer,
            boolean console,
            long ledgerSize,
            @Nullable String ledgerRoot,
            String basePath,
            Language language) {
        this(allianceName, viewer, console, ledgerSize, ledgerRoot, basePath, language, null);
    }

    public Frame {
        if (!basePath.matches("(/[A-Za-z0-9_~-]+)*")) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "a base path is empty or like /alliance, without a slash at its end");
        }
    }
}
