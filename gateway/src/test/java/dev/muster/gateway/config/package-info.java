@NullMarked
package dev.muster.gateway.config;

import org.jspecify.annotations.NullMarked;
