@NullMarked
package dev.muster.loadtest.demo;

import org.jspecify.annotations.NullMarked;
