@NullMarked
package dev.muster.gateway.net;

import org.jspecify.annotations.NullMarked;
