/** A wave with everybody in it: real gateway, emulated devices, faked push services, and the figures of it. */
@NullMarked
package dev.muster.loadtest.wave;

import org.jspecify.annotations.NullMarked;
