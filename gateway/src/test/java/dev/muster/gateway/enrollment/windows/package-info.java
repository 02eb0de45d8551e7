@NullMarked
package dev.muster.gateway.enrollment.windows;

import org.jspecify.annotations.NullMarked;
