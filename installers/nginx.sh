# nginx, built from source with the build image's compiler. It listens on $PORT, and serves public/ or src/ unless
# the app says otherwise in build/nginx/nginx.conf, where ${PORT} is filled in when the app boots.
#
# NGINX_MIRROR    another origin of the same layout: $NGINX_MIRROR/nginx-1.26.3.tar.gz
# NGINX_VERSION   another version, with NGINX_SHA256, the sha256 of its .tar.gz

nginx_install() {
	local version checksum link built
	version=${NGINX_VERSION:-1.26.3}
	checksum=69ee2b237744036e61d24b836668aad3040dda461fe6f570f1787eab570c75aa
	if [ -n "$NGINX_VERSION" ]; then
		checksum=$NGINX_SHA256
		[ -n "$checksum" ] || fail "NGINX_VERSION is set to $version, so NGINX_SHA256 has to be set as well:" \
			"the sha256 of nginx-$version.tar.gz."
	fi

	link=${NGINX_MIRROR:-https://nginx.org/download}/nginx-$version.tar.gz
	built=$CACHE_DIR/nginx/$version-${STACK:-unknown}-$(uname -m)
	# also where nothing is to be built: .modular/packages.json says in every build what the app has
	cached_download "$link" "$CACHE_DIR/nginx-$version.tar.gz" "$checksum"
	if [ -x "$built/sbin/nginx" ]; then
		print "nginx $version was built before"
	else
		nginx_build "$version" "$link" "$checksum" "$built"
	fi
	rm -rf "$BUILD_DIR/vendor/nginx"
	mkdir -p "$BUILD_DIR/vendor"
	cp -R "$built" "$BUILD_DIR/vendor/nginx" || fail "nginx cannot be copied to vendor/nginx, see above."
	nginx_configure
	nginx_boot
}

# Builds into a directory of the cache, which is there only once it is whole. Other builds may do the same meanwhile.
# usage: nginx_build VERSION LINK CHECKSUM DIRECTORY
nginx_build() {
	local source part log
	unpack "$2" "$3" .nginx-source clean
	source=$BUILD_DIR/.nginx-source/nginx-$1
	log=$BUILD_DIR/.nginx-source/log
	mkdir -p "$CACHE_DIR/nginx"
	# what builds have left that were killed
	find "$CACHE_DIR/nginx" -maxdepth 1 -name '.part.*' -mtime +0 -exec rm -rf {} +
	part=$(mktemp -d "$CACHE_DIR/nginx/.part.XXXXXX") || fail "nginx cannot be built in $CACHE_DIR/nginx, see above."
	chmod 755 "$part"
	print "Building nginx $1, which takes a minute; the next build will not"
	(cd "$source" && nginx_compile "$part") >"$log" 2>&1 || {
		rm -rf "$part"
		fail "nginx $1 cannot be built. The end of what its build said:
$(tail -n 20 "$log")"
	}
	if [ -e "$4" ] && [ ! -x "$4/sbin/nginx" ]; then rm -rf "$4"; fi
	# not where another build was faster: its app may be copying that one right now
	mv -T "$part" "$4" 2>/dev/null || rm -rf "$part"
	rm -rf "$BUILD_DIR/.nginx-source"
}

# Compiles the sources of the working directory, and installs what an app needs of them.
# usage: nginx_compile DIRECTORY
nginx_compile() {
	# shellcheck disable=SC2046 # one word an option
	./configure --prefix=/app/vendor/nginx --conf-path=conf/nginx.conf --pid-path=nginx.pid \
		--error-log-path=stderr --http-log-path=/dev/stdout --http-client-body-temp-path=temp/body \
		--http-proxy-temp-path=temp/proxy --http-fastcgi-temp-path=temp/fastcgi \
		--without-http_uwsgi_module --without-http_scgi_module $(nginx_features) &&
		make -j"$(nproc)" &&
		mkdir -p "$1/sbin" "$1/conf" "$1/temp" &&
		cp objs/nginx "$1/sbin/nginx" &&
		strip "$1/sbin/nginx" &&
		cp conf/mime.types conf/fastcgi_params "$1/conf/"
}

# Prints options for what the build image has the libraries for; the run image of a stack has the same ones.
nginx_features() {
	if nginx_has openssl/ssl.h; then
		echo --with-http_ssl_module --with-http_v2_module
	fi
	nginx_has zlib.h || echo --without-http_gzip_module
	nginx_has pcre2.h || nginx_has pcre.h || echo --without-http_rewrite_module
	echo --with-http_realip_module --with-http_stub_status_module
}

# Whether the compiler finds a header.
# usage: nginx_has HEADER
nginx_has() {
	printf '#define PCRE2_CODE_UNIT_WIDTH 8\n#include <%s>\n' "$1" | cc -E - >/dev/null 2>&1
}

# Puts in place what nginx.conf is made of at boot.
nginx_configure() {
	local root
	if [ -f "$APP_DIR/build/nginx/nginx.conf" ]; then
		print "taking build/nginx/nginx.conf"
		cp "$APP_DIR/build/nginx/nginx.conf" "$BUILD_DIR/vendor/nginx/conf/nginx.conf.template"
		return
	fi
	root=public
	[ -d "$APP_DIR/public" ] || root=src
	print "serving $root/"
	cat >"$BUILD_DIR/vendor/nginx/conf/nginx.conf.template" <<-TEMPLATE
		error_log stderr;

		events {
		}

		http {
			include mime.types;
			default_type application/octet-stream;
			access_log /dev/stdout;
			sendfile on;
			server {
				listen \${PORT};
				root ../../$root;
				index index.html;
			}
		}
	TEMPLATE
}

# Has boot.sh fill in the port and start nginx, in the foreground of a job of its own.
nginx_boot() {
	cat >>"$BUILD_DIR/boot.sh" <<-'BOOT'
		nginx_home=$HOME/vendor/nginx
		sed "s/[$]{PORT}/$PORT/g" "$nginx_home/conf/nginx.conf.template" >"$nginx_home/conf/nginx.conf"
		nginx_settings='daemon off;'
		if grep -q '^[[:space:]]*daemon[[:space:]]' "$nginx_home/conf/nginx.conf"; then nginx_settings=; fi
		# as root, on one's own machine, it would give its workers to a user who may not read the app
		if [ "$(id -u)" -eq 0 ] && ! grep -q '^[[:space:]]*user[[:space:]]' "$nginx_home/conf/nginx.conf"; then
			nginx_settings="$nginx_settings user $(id -un) $(id -gn);"
		fi
		# through cat: nginx opens /dev/stdout for its access log, which a socket does not allow
		"$nginx_home/sbin/nginx" -p "$nginx_home/" -e stderr -g "$nginx_settings" | cat &
	BOOT
}

nginx_install
