@NullMarked
package dev.muster.gateway.enrollment.apple;

import org.jspecify.annotations.NullMarked;
