@NullMarked
package dev.muster.gateway.enrollment.scep;

import org.jspecify.annotations.NullMarked;
