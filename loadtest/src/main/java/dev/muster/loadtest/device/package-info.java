@NullMarked
package dev.muster.loadtest.device;

import org.jspecify.annotations.NullMarked;
