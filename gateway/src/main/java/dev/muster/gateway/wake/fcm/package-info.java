@NullMarked
package dev.muster.gateway.wake.fcm;

import org.jspecify.annotations.NullMarked;
