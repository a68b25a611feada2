import { hashOf } from '../resolve/repository.ts';

/* Packages in the style of 2013, as they were written for the shell project. */

export const php5 = `#!/usr/bin/env bash
# PHP 5 with php-fpm
dependency_require "libmcrypt" "websrv"

PHP_ROOT="$BUILD_DIR/vendor/php"
PHP_BINARY="$CACHE_DIR/php5.bin"

php5_ext_enable() {
	echo "extension=$1.so" >> "$PHP_ROOT/etc/php.ini"
	print "Enabled PHP extension $1"
}

print_action "Installing PHP"
rm -f "$PHP_BINARY"
download "$INSTALLER_DIR/php5.bin" "$PHP_BINARY"
if [ ! -f "$PHP_BINARY" ]; then
	print "No PHP"
	exit 1
fi
mkdir -p "$PHP_ROOT/bin" "$PHP_ROOT/etc"
cp "$PHP_BINARY" "$PHP_ROOT/bin/php"
RESULT=$(cached_download "\${INSTALLER_DIR}/php.ini" "$PHP_ROOT/etc/php.ini" "PHPFPM_MD5" false)
if [ "$RESULT" != "0" ]; then
	print_warning "No php.ini"
	exit 1
fi

echo "export PATH=\\"/app/vendor/php/bin:\\$PATH\\"" >> "$BUILD_DIR/.profile"
cat >> "$BUILD_DIR/boot.sh" <<BOOT
echo "php starts"
/app/vendor/php/bin/php &
BOOT
`;

export const apc = `dependency_require php5
cached_download "/$MIRROR/apc.so" "$BUILD_DIR/vendor/php/ext/apc.so" "$(printf bytes | md5sum | cut -d' ' -f1)"
php5_ext_enable apc
`;

export const websrv = `if [ -f "$CACHE_DIR/websrv.bin" ]
then
	print "websrv is in the cache"
else
	download "$INSTALLER_DIR/websrv.bin" "$CACHE_DIR/websrv.bin"
fi
[ "$(md5 "$CACHE_DIR/websrv.bin")" = "${hashOf('websrv')}" ] || fail "websrv is broken"
echo 'echo "websrv starts"' >> "$BUILD_DIR/boot.sh"
`;

export const optional = `STATUS=\`download "$INSTALLER_DIR/patch" "$CACHE_DIR/patch"\`
if [ ! -f "$CACHE_DIR/patch" ]; then
	print "No patch (status $STATUS)"
fi
`;

export const libmcrypt = 'download $INSTALLER_DIR/../libs/libmcrypt.so "$BUILD_DIR/vendor/lib/libmcrypt.so"';
