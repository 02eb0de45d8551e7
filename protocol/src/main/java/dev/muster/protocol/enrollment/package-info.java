@NullMarked
package dev.muster.protocol.enrollment;

import org.jspecify.annotations.NullMarked;
