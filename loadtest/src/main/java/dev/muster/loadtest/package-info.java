@NullMarked
package dev.muster.loadtest;

import org.jspecify.annotations.NullMarked;
