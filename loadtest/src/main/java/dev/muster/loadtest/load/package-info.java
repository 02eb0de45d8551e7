@NullMarked
package dev.muster.loadtest.load;

import org.jspecify.annotations.NullMarked;
