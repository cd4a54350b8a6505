package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member's machine at a glance.
///
/// @param node its name in the alliance
/// @param running whether the node's agent works here now
/// @param hub where the hub is
/// @param alliance id, as 64 hexadecimal digits
/// @param size entries of the copy of the ledger
/// @param touched when the hub was last heard of, null if not since the start
/// @param asking runs that ask for this node's consent
/// @param sent transmissions in the log
public record MachineView(
        String node,
        MemberView.Ref member,
        boolean running,
        String hub,
        String alliance,
        long size,
        @Nullable Instant touched,
        int rules,
        List<Standing> standing,
        List<Key> keys,
        int datasets,
        int asking,
        int jobs,
        long sent) {
    public MachineView {
        standing = List.copyOf(standing);
        keys = List.copyOf(keys);
    }

    /// A key on this machine.
    ///
    /// @param holds whether it speaks for the member now
    public record Key(Said name, String key, boolean holds) {}

    /// A standing consent.
    public record Standing(String name, String when, Instant until, boolean over) {}

    /// Data of this node.
    ///
    /// @param permission who may use it, as the owner wrote it
    /// @param free whether it is for every plan that the policy permits
    public record Dataset(
            String name, String format, List<File> files, String permission, boolean free) {
        public Dataset {
            files = List.copyOf(files);
        }
    }

    /// @param bytes null where the file is missing or can't be read
    public record File(String path, @Nullable Long bytes) {}
}
