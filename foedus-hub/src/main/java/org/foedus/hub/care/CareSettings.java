package org.foedus.hub.care;

import java.time.Duration;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.alliance.Recovering;
import org.foedus.hub.upload.Uploads;
import org.foedus.protocol.form.Times;

/// `care` of `hub.json`: how the hub looks after what it keeps. What is left out has its default.
///
/// @param keepUpdates how long after the end of their run updates are kept: `forever` (the
///   default), or a time such as `90d`
/// @param recoverWait how long a ledger that is not whole waits for the members' nodes: `10m`
/// @param mendWait how long a fold waits for bytes that were lost: `1h`
/// @param scrubMbPerS how fast blobs are read again to see whether they are whole, 8; 0 is never
/// @param pendingMbMember most MB (10⁶ bytes) of a member's uploads that are open or not used yet;
///   128 GiB
/// @param pendingMb most in all; 512 GiB
/// @param pendingWait how long an upload waits for whoever goes on with it, or uses it: `24h`
public record CareSettings(
        Optional<String> keepUpdates,
        Optional<String> recoverWait,
        Optional<String> mendWait,
        Optional<Integer> scrubMbPerS,
        Optional<Integer> pendingMbMember,
        Optional<Integer> pendingMb,
        Optional<String> pendingWait) {
    public static final String FOREVER = "forever";
    public static final CareSettings DEFAULT =
            new CareSettings(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
    private static final Duration MEND_WAIT = Duration.ofHours(1);
    private static final int SCRUB_MB_PER_S = 8;
    private static final int MAX_MB_PER_S = 10_000;
    private static final long MB = 1_000_000;

    public CareSettings {
        keepUpdates.filter(k -> !k.equals(FOREVER)).ifPresent(k -> time("keep_updates", k));
        recoverWait.ifPresent(w -> time("recover_wait", w));
        mendWait.ifPresent(w -> time("mend_wait", w));
        pendingWait.ifPresent(w -> time("pending_wait", w));
        if (pendingMbMember.orElse(1) < 1 || pendingMb.orElse(1) < 1) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "hub.json, care.pending_mb_member, care.pending_mb: expected 1 or more");
        }
        int rate = scrubMbPerS.orElse(SCRUB_MB_PER_S);
        if (rate < 0 || rate > MAX_MB_PER_S) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "hub.json, care.scrub_mb_per_s: expected 0 to " + MAX_MB_PER_S);
        }
    }

    private static Duration time(String field, String text) {
        return Times.parse(text)
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.BAD_REQUEST,
                                "hub.json, care."
                                        + field
                                        + ": expected a time such as 10m or 90d, found "
                                        + text));
    }

    /// Empty: for ever.
    public Optional<Duration> updatesKept() {
        return keepUpdates.filter(k -> !k.equals(FOREVER)).map(k -> time("keep_updates", k));
    }

    public Duration recoverFor() {
        return recoverWait.map(w -> time("recover_wait", w)).orElse(Recovering.WAIT);
    }

    public Duration mendFor() {
        return mendWait.map(w -> time("mend_wait", w)).orElse(MEND_WAIT);
    }

    public Uploads.Limits pending() {
        var usual = Uploads.Limits.DEFAULT;
        return new Uploads.Limits(
                pendingMbMember.map(m -> m * MB).orElse(usual.memberBytes()),
                pendingMb.map(m -> m * MB).orElse(usual.bytes()),
                pendingWait.map(w -> time("pending_wait", w)).orElse(usual.kept()));
    }

    /// 0: never.
    public long scrubBytesPerSecond() {
        return scrubMbPerS.orElse(SCRUB_MB_PER_S) * MB;
    }

    public CareSettings keepingUpdates(String time) {
        return new CareSettings(
                Optional.of(time),
                recoverWait,
                mendWait,
                scrubMbPerS,
                pendingMbMember,
                pendingMb,
                pendingWait);
    }
}
