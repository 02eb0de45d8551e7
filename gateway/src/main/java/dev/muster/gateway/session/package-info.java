@NullMarked
package dev.muster.gateway.session;

import org.jspecify.annotations.NullMarked;
