package org.foedus.core.claim;

import org.foedus.core.digest.Sha256;

/// One output of a work item.
///
/// @param chunkRoot RFC 6962 root over 256 KiB chunks
/// @param mediaType chooses the fold: dense tensors are `application/vnd.foedus.delta+safetensors`
/// @param codec how the numbers are written: `fp32`
public record Output(Sha256 sha256, Sha256 chunkRoot, long bytes, String mediaType, String codec) {
    public static final String DELTA = "application/vnd.foedus.delta+safetensors";
    public static final String FP32 = "fp32";
}
