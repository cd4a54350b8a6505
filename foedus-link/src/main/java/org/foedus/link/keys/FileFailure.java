package org.foedus.link.keys;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Translates an [IOException] of the local disk, once, where it happened.
public final class FileFailure {
    private FileFailure() {}

    /// `DISK_FULL` when the disk or a quota is full, else `IO_FAILED`.
    ///
    /// @param doing what was being done, such as `write /home/me/key.pem`
    public static FoedusException of(String doing, IOException cause) {
        var message = String.valueOf(cause.getMessage());
        var lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left")
                || lower.contains("quota exceeded")
                || lower.contains("not enough space")) {
            return new FoedusException(
                    ErrorCode.DISK_FULL,
                    "cannot " + doing + ": the disk is full; free some space and try again",
                    cause);
        }
        var why =
                cause instanceof AccessDeniedException
                        ? "permission denied (who owns the folder?)"
                        : cause.getClass().getSimpleName() + ": " + message;
        return new FoedusException(ErrorCode.IO_FAILED, "cannot " + doing + ": " + why, cause);
    }
}
