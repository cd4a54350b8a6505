/// The `foedus` command: parses arguments, calls hub and node, turns failures into exit codes.
///
/// Invariants: stdout carries results and, with `--json`, one JSON object a line; stderr carries
/// everything else. A failure prints its code and its next step, never a stack trace unless
/// `FOEDUS_DEBUG=1`. Only [Main] ends the process. Threads: each command runs on the caller's.
@NullMarked
package org.foedus.cli;

import org.jspecify.annotations.NullMarked;
