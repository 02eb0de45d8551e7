@NullMarked
package dev.muster.gateway.handler.configmgr;

import org.jspecify.annotations.NullMarked;
