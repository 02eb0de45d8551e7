@NullMarked
package dev.muster.gateway.model;

import org.jspecify.annotations.NullMarked;
