@NullMarked
package dev.muster.certs.cms;

import org.jspecify.annotations.NullMarked;
