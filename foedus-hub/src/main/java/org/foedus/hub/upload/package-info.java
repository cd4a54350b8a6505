/// Uploads: whose they are, what for, how much, and how they end.
@NullMarked
package org.foedus.hub.upload;

import org.jspecify.annotations.NullMarked;
