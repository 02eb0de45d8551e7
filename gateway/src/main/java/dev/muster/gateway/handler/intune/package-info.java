@NullMarked
package dev.muster.gateway.handler.intune;

import org.jspecify.annotations.NullMarked;
