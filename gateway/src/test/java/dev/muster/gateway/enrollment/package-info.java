@NullMarked
package dev.muster.gateway.enrollment;

import org.jspecify.annotations.NullMarked;
