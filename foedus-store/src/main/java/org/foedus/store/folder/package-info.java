/// Blobs in a folder, named by their SHA-256.
///
/// ```
/// blobs/ab/cd/abcd…   a blob; appears by an atomic rename of synced bytes, never changes
/// uploads/<id>        what has come of an upload; its length is the offset to go on from
/// uploads/<id>.meta   "<sha256> <bytes>": what was announced; an upload exists while this does
/// drafts/<random>     mapped files in the making; swept after a crash
/// ```
///
/// Names are hexadecimal digits or upload ids of `[a-z0-9-]`, so no path leaves the folder, and
/// symbolic links below the root are not followed. Uploads keep a running digest in memory and hash
/// the file again after a restart. One process at a time may write here; its threads may share.
@NullMarked
package org.foedus.store.folder;

import org.jspecify.annotations.NullMarked;
