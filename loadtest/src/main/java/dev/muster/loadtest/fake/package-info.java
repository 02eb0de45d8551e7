@NullMarked
package dev.muster.loadtest.fake;

import org.jspecify.annotations.NullMarked;
