@NullMarked
package dev.muster.gateway.settings;

import org.jspecify.annotations.NullMarked;
