/// Real processes under what befalls them: kill -9, a full disk, a wrong clock, a hub that lies.
@org.jspecify.annotations.NullMarked
package org.foedus.cli.survival;
