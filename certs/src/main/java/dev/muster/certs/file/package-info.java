@NullMarked
package dev.muster.certs.file;

import org.jspecify.annotations.NullMarked;
