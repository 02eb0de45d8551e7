@NullMarked
package dev.muster.gateway.cli;

import org.jspecify.annotations.NullMarked;
