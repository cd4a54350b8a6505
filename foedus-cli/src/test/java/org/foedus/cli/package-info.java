/// Tests of the command, and of the whole tree: layers and tidiness.
@NullMarked
package org.foedus.cli;

import org.jspecify.annotations.NullMarked;
