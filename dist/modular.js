"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// src/defaults.ts
var version, usageStatus, longestVariable, mostConfigBytes, termGrace, phaseGrace, dynoGrace, closeNameDistance, mostSuggestions, cloudFoundryStack, firstPort, bootTimeout, ownCache, indexMode, shortestSecret, longestSecret, mostRedirects, mostTries, retryPause, longestRetryAfter, transferTimeout, slowestTransfer, progressInterval, indexFreshness, mostMalformedWarnings, longestTarLine, cacheRetention, runtimeRetention, useNoteInterval, abandonedAfter, largestUpload, largestInstaller, largestFetchedInstaller, largestIndex, largestDownload, mostConnections, connectionsPerHost, mostAheadBytes, firstServedPort;
var init_defaults = __esm({
  "src/defaults.ts"() {
    "use strict";
    version = "0.1.0";
    usageStatus = 64;
    longestVariable = 128 * 1024;
    mostConfigBytes = 1.5 * 1e3 * 1e3;
    termGrace = 1e3;
    phaseGrace = 5 * 1e3;
    dynoGrace = 10;
    closeNameDistance = 2;
    mostSuggestions = 3;
    cloudFoundryStack = "cflinuxfs4";
    firstPort = 5e3;
    bootTimeout = 60 * 1e3;
    ownCache = "modular-v1";
    indexMode = 384;
    shortestSecret = 4;
    longestSecret = 4096;
    mostRedirects = 10;
    mostTries = 3;
    retryPause = 1e3;
    longestRetryAfter = 30 * 1e3;
    transferTimeout = 30;
    slowestTransfer = 1e3;
    progressInterval = 5e3;
    indexFreshness = 5 * 60 * 1e3;
    mostMalformedWarnings = 5;
    longestTarLine = 2 * 4 * 4096 + 1e3;
    cacheRetention = 30 * 24 * 60 * 60 * 1e3;
    runtimeRetention = 3 * 24 * 60 * 60 * 1e3;
    useNoteInterval = 24 * 60 * 60 * 1e3;
    abandonedAfter = 24 * 60 * 60 * 1e3;
    largestUpload = 1024 * 1024 * 1024;
    largestInstaller = 1e6;
    largestFetchedInstaller = 32e6;
    largestIndex = 32e6;
    largestDownload = 1e10;
    mostConnections = 15;
    connectionsPerHost = 7;
    mostAheadBytes = 2e9;
    firstServedPort = 8e3;
  }
});

// src/messages/wording.ts
var wording, checkPath, inFile, capitalized;
var init_wording = __esm({
  "src/messages/wording.ts"() {
    "use strict";
    wording = (kind, text2) => ({ kind, text: text2 });
    checkPath = "Check the path, its permissions, and the room on the disk.";
    inFile = (file) => file === void 0 ? "" : ` (${file})`;
    capitalized = (text2) => text2.replace(/^the /, "The ");
  }
});

// src/messages/app.ts
var appWordings;
var init_app = __esm({
  "src/messages/app.ts"() {
    "use strict";
    init_wording();
    appWordings = {
      "app::config-not-a-file": wording(
        "app",
        ({ name }) => `build/heroku/${name} is not a file. Make it one, or remove it.`
      ),
      "app::config-unreadable": wording(
        "app",
        ({ name, reason }) => `build/heroku/${name} cannot be read: ${reason}. Check its mode.`
      ),
      "app::install-holds-nul": wording(
        "app",
        ({ line: line2 }) => `build/heroku/install, line ${line2}, holds a NUL byte: it has to be plain text.
Save it as UTF-8, with package names separated by white space.`
      ),
      "app::invalid-package-name": wording(
        "app",
        ({ name, line: line2 }) => `build/heroku/install, line ${line2}: ${JSON.stringify(name)} is not a package name.
A name begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "app::release-invalid": wording(
        "app",
        ({ line: line2, reason }) => `build/heroku/release, line ${line2}: ${reason}.`
      ),
      "app::repos-not-a-file": wording(
        "app",
        ({ place }) => `${capitalized(place)} is not a file. Make it one, or remove it.`
      ),
      "app::repos-unreadable": wording(
        "app",
        ({ place, reason }) => `${capitalized(place)} cannot be read: ${reason}.`
      ),
      "app::repos-link-invalid": wording(
        "app",
        ({ place, line: line2, link: link2 }) => `${capitalized(place)}, line ${line2}: ${link2} is not a link to a repository's index.`
      ),
      "app::repos-variable-unset": wording(
        "app",
        ({ place, line: line2, variable }) => `${capitalized(place)}, line ${line2}, needs the variable ${variable}, which is not set. Set it as a config variable.`
      ),
      "config::env-dir-unreadable": wording(
        "machine",
        ({ envDir, reason }) => `The directory of config variables, ${envDir}, cannot be read: ${reason}.`
      ),
      "config::variable-unreadable": wording(
        "machine",
        ({ file, reason }) => `The config variable in ${file} cannot be read: ${reason}.`
      ),
      "config::variables-too-large": wording(
        "app",
        ({ envDir, total, most }) => `The config variables in ${envDir} are ${total} bytes in all, and no more than ${most} can be handed to a program.
Move large values into files of the app, or into a service.`
      )
    };
  }
});

// src/messages/build.ts
var buildWordings;
var init_build = __esm({
  "src/messages/build.ts"() {
    "use strict";
    init_wording();
    buildWordings = {
      "machine::refused": wording(
        "machine",
        ({ message }) => `The machine refused what the build needs: ${message}.`
      ),
      "machine::not-copied": wording(
        "machine",
        ({ from, to, reason }) => `${from} cannot be copied to ${to}: ${reason}.`
      ),
      "usage::wrong": wording("usage", ({ message }) => message),
      "machine::log-not-writable": wording(
        "machine",
        ({ reason }) => `The build log cannot be written: ${reason}.
Check where it is kept.`
      ),
      "build::not-writable": wording(
        "machine",
        ({ path, reason }) => `${path} cannot be written: ${reason}.
${checkPath}`
      ),
      "build::no-temporary-directory": wording(
        "machine",
        ({ directory, reason }) => `The temporary directory ${directory} cannot be used: ${reason}.
Check TMPDIR, its permissions, and the room on the disk.`
      ),
      "build::boot-script-is-directory": wording(
        "app",
        ({ file }) => `${file} is a directory, where the buildpack has to write a file. Rename it.`
      ),
      "build::profile-not-writable": wording(
        "app",
        ({ file, reason }) => `${file}, which sets variables when the app boots, cannot be written: ${reason}.
${checkPath}`
      ),
      "cache::not-usable": wording(
        "machine",
        ({ cacheDir, file, reason }) => `The cache directory ${cacheDir} cannot be used: ${file === void 0 ? "" : `${file}: `}${reason}.
${checkPath} CLEAN_CACHE=1 empties it.`
      ),
      "cache::holds-something-precious": wording(
        "machine",
        ({ cacheDir, directory }) => `The cache directory ${cacheDir} is to be emptied, and holds ${directory}. Nothing was removed.
Give the build a cache directory of its own.`
      ),
      "session::shell-not-started": wording(
        "machine",
        ({ shell, reason }) => `The shell ${shell} cannot be started: ${reason}.`
      ),
      "session::job-unheard": wording(
        "machine",
        ({ directory }) => `A subshell cannot put its question in ${directory}, see above.
Check TMPDIR, and the room on the disk.`
      ),
      "internal::unknown-question": wording(
        "internal",
        ({ verb }) => `The session asked what nobody can answer: ${verb}.`
      )
    };
  }
});

// src/messages/fetch.ts
function adviceFor(status) {
  switch (status) {
    case 401:
    case 403:
      return "Check the user and password in the link, or in the repository that it comes from.";
    case 407:
      return "The proxy wants a user and password: add them to the proxy settings.";
    case 404:
    case 410:
      return "There is no such file: check the link.";
    default:
      return "Check the link and the server.";
  }
}
function describeSize(bytes) {
  if (bytes >= 1e9) return `${bytes / 1e9} GB`;
  return bytes >= 1e6 ? `${bytes / 1e6} MB` : `${bytes} bytes`;
}
var fetchWordings;
var init_fetch = __esm({
  "src/messages/fetch.ts"() {
    "use strict";
    init_wording();
    fetchWordings = {
      "fetch::invalid-link": wording("app", ({ link: link2 }) => `${link2} is not a link.`),
      "fetch::offline": wording(
        "app",
        ({ link: link2 }) => `${link2} is not in the cache, and MODULAR_OFFLINE forbids to fetch it.
Build once without MODULAR_OFFLINE, or use an offline package of the buildpack.`
      ),
      "fetch::not-in-package": wording(
        "app",
        ({ link: link2 }) => `${link2} is not in this offline package of the buildpack.
Make a package that has it, with \`modular package --offline\` and --packages or --app.`
      ),
      "fetch::package-damaged": wording(
        "machine",
        ({ file, reason }) => `This offline package of the buildpack is damaged: ${file}: ${reason}.
Make or fetch it again.`
      ),
      "fetch::too-many-redirects": wording(
        "network",
        ({ link: link2, most }) => `${link2} redirects more than ${most} times, perhaps in a circle.
Check the link and the server.`
      ),
      "fetch::redirect-leaves-http": wording(
        "network",
        ({ link: link2, to }) => `${link2} redirects to ${to}, which is not followed: only http and https are.
Check the link and the server.`
      ),
      "fetch::redirect-invalid": wording(
        "network",
        ({ link: link2, to }) => `${link2} redirects to ${JSON.stringify(to)}, which is not a link.
Check the link and the server.`
      ),
      "fetch::proxy-unusable": wording(
        "machine",
        ({ link: link2 }) => `${link2} cannot be fetched: its proxy is none with http or https.
Check http_proxy, https_proxy and all_proxy; special characters in a password are written as %XX.`
      ),
      "fetch::certificates-unreadable": wording(
        "machine",
        ({ file, reason }) => `The certificates that https needs cannot be read from ${file}: ${reason}.
Check SSL_CERT_FILE, if it is set, or the system's certificates.`
      ),
      "fetch::status": wording(
        "network",
        ({ link: link2, status }) => `${link2} cannot be fetched: HTTP ${status}.
${adviceFor(status)}`
      ),
      "fetch::unreachable": wording(
        "network",
        ({ link: link2, reason, tries }) => `${link2} cannot be fetched: ${reason}${tries === void 0 ? "" : ` (tried ${tries} times)`}.
Try again later; if that does not help, check the link, the proxy settings and the server.`
      ),
      "fetch::too-large": wording(
        "network",
        ({ link: link2, most, kind }) => `${link2} cannot be fetched: it has more than ${describeSize(most)}, ${kind === "download" ? "the most that MODULAR_LARGEST_DOWNLOAD allows" : `which no ${kind} has`}.
Check the link and the server.`
      ),
      "fetch::checksum-mismatch": wording(
        "package",
        ({ link: link2, algorithm, wanted, found }) => `${link2} does not have the ${algorithm} that it should have.
Wanted: ${wanted}
Found:  ${found}`
      ),
      "fetch::target-is-directory": wording(
        "package",
        ({ link: link2, target }) => `${link2} cannot be saved as ${target}, which is a directory.`
      ),
      "fetch::target-is-special": wording(
        "package",
        ({ link: link2, target }) => `${link2} cannot be saved as ${target}, which is a device or pipe.`
      ),
      "fetch::target-without-name": wording(
        "package",
        ({ link: link2, target }) => `${link2} cannot be saved as ${target}, which names a directory. Add the name of the file.`
      ),
      "fetch::target-below-file": wording(
        "package",
        ({ link: link2, target, file }) => `${link2} cannot be saved as ${target}: ${file} is a file, not a directory.`
      ),
      "fetch::target-not-writable": wording(
        "machine",
        ({ link: link2, target, reason }) => `${link2} cannot be saved as ${target}: ${reason}.
${checkPath}`
      ),
      "fetch::file-unreadable": wording(
        "package",
        ({ link: link2, reason }) => `${link2} cannot be read: ${reason}.
Check the link: it names a file of this machine.`
      ),
      "fetch::no-curl": wording(
        "machine",
        ({ link: link2, scheme, reason }) => `${link2} cannot be fetched: links with ${scheme} need a curl that knows it (${reason}).
Install one, or use a link with http, https or file.`
      ),
      "fetch::refused": wording(
        "network",
        ({ link: link2, reason }) => `${link2} cannot be fetched: ${reason}.
Check the link, and the user and password in it.`
      ),
      "fetch::tls": wording(
        "network",
        ({ link: link2, reason, code }) => `${link2} cannot be fetched: ${reason} (${code}).
If the server's authority is your company's, add it to the system's certificates or name a file of them in SSL_CERT_FILE.`
      )
    };
  }
});

// src/messages/local.ts
var localWordings;
var init_local = __esm({
  "src/messages/local.ts"() {
    "use strict";
    init_wording();
    localWordings = {
      "local::out-in-use": wording(
        "usage",
        ({ out }) => `modular: --out ${out} is not an empty directory. Nothing was changed; name another one.`
      ),
      "local::inside-app": wording(
        "usage",
        ({ option, directory, appDir }) => `modular: ${option} ${directory} is inside of ${appDir}, which is never changed. Name a directory outside.`
      ),
      "local::cache-around-app": wording(
        "usage",
        ({ cache, appDir }) => `modular: --cache ${cache} holds ${appDir}, and a cache can be emptied. Name another directory.`
      ),
      "local::env-file-unreadable": wording(
        "usage",
        ({ file, reason }) => `modular: --env-file ${file} cannot be read: ${reason}.`
      ),
      "local::not-detected": wording(
        "app",
        ({ appDir }) => `This buildpack is not for ${appDir}: it has no build/heroku/package.
Put a file there whose first line is the app's name.`
      ),
      "local::phase-failed": wording(
        "app",
        ({ name, status }) => `bin/${name} failed with status ${status}. Nothing of this build was kept.`
      ),
      "local::buildpack-on-heroku": wording(
        "usage",
        () => "modular: --buildpack is for --platform cloudfoundry only: on Heroku this buildpack builds alone."
      ),
      "local::not-a-buildpack": wording(
        "usage",
        ({ buildpack }) => `modular: --buildpack ${buildpack} is not a directory with the scripts of a buildpack in bin/.`
      ),
      "local::supply-missing": wording(
        "app",
        ({ buildpack }) => `${buildpack} has no bin/supply, which every buildpack but the last needs. Nothing was started: name it last.`
      ),
      "local::script-failed": wording(
        "app",
        ({ name, buildpack, status }) => `bin/${name} of ${buildpack} failed with status ${status}. Nothing of this build was kept.`
      ),
      "local::script-not-started": wording(
        "app",
        ({ name, buildpack, reason }) => `bin/${name} of ${buildpack} cannot be started: ${reason}. Nothing of this build was kept.`
      ),
      "local::processes-unreadable": wording(
        "app",
        ({ file, reason }) => `${file} cannot be used: ${reason}. Nothing of this build was kept.`
      ),
      "local::no-such-process": wording(
        "app",
        ({ name, known }) => `The app has no process type ${name}. ${known.length === 0 ? "It has none at all: add a Procfile." : `It has: ${known.join(", ")}.`}`
      ),
      "local::port-in-use": wording(
        "usage",
        ({ port }) => `modular: port ${port} is in use on this machine. Choose another with --port, or none to get a free one.`
      ),
      "local::not-started": wording(
        "machine",
        ({ program, reason }) => `${program} cannot be started: ${reason}.`
      ),
      "local::check-failed": wording(
        "app",
        ({ url, reason }) => `The app gave no answer to ${url}: ${reason}.`
      ),
      "local::not-listening": wording(
        "app",
        ({ port, seconds }) => `The app does not listen on port ${port}: it has ended, or ${seconds} seconds have passed. Its own output is above.`
      )
    };
  }
});

// src/messages/package.ts
var packageWordings;
var init_package = __esm({
  "src/messages/package.ts"() {
    "use strict";
    init_wording();
    packageWordings = {
      "package::unknown": wording(
        "app",
        ({
          name,
          by,
          searched,
          close
        }) => [
          `There is no package ${name}, which is required by ${by}.`,
          `Looked for it in ${searched.join(" and ")}.`,
          close.length === 0 ? "Check its name, and the repositories of the app." : `Close names: ${close.join(", ")}.`
        ].join("\n")
      ),
      "package::invalid-name": wording(
        "package",
        ({ name, file }) => `${JSON.stringify(name)} is required or marked${inFile(file)}, and is not a package name.
A name begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "package::circle": wording(
        "package",
        ({ circle }) => `Packages require each other in a circle: ${circle.join(" -> ")}.
Take one of these requirements out of its installer.`
      ),
      // `fail` has said in the session what there is to say, byte for byte
      "package::failed": wording("package", (_facts) => ""),
      "package::abandoned": wording(
        "package",
        ({ name, file }) => `${name} was left before its end${inFile(file)}, and is required again.
A \`break\` or \`continue\` outside of a loop does that in some shells; an installer ends early with \`return\`.`
      ),
      "package::last-command-failed": wording(
        "package",
        ({ name, file, status }) => `The last command of ${name} failed with status ${status}${inFile(file)}, and MODULAR_STRICT is on.`
      ),
      "package::syntax-error": wording(
        "package",
        ({ name, file, message }) => `${name} has a syntax error (${file}):
${message}`
      ),
      "package::exited": wording(
        "package",
        ({ name, file, status }) => `${name} ended the build with status ${status}${inFile(file)}.
It called \`exit\`, or a command failed under its \`set -e\` or \`set -u\`; what went wrong is above.`
      ),
      "package::exited-early": wording(
        "package",
        ({ name, file }) => `${name} ended the build half done, by \`exit 0\` or \`exec\`${inFile(file)}.
An installer ends early with \`return\`, and runs a program without \`exec\`.`
      ),
      "package::killed-shell": wording(
        "package",
        ({ name, file, signal }) => `The build's shell was ended by ${signal} during ${name}${inFile(file)}.
Does the installer kill it, or has the machine run out of memory?`
      ),
      "package::closed-descriptor": wording(
        "package",
        ({ name, file, descriptor }) => `${name} closed or replaced file descriptor ${descriptor}${inFile(file)}.
6 to 9 belong to the build; use 3, 4 or 5.`
      ),
      "package::ended-subshell": wording(
        "package",
        ({ name, file }) => `${name} was being installed in a subshell, and ended it${inFile(file)}.
An installer ends early with \`return\`; if it called \`exit\`, its message is above.`
      ),
      "package::download-arguments": wording(
        "package",
        ({ helper, name }) => `${name} calls ${helper} without a URL, or without a file to save it to.`
      ),
      "package::artifact-mismatch": wording(
        "package",
        ({ name, reason }) => `${name} got a wrong file. ${reason}`
      ),
      "package::not-offline": wording(
        "app",
        ({ name, reason }) => `${name} wants a file: ${reason}`
      ),
      "package::not-fetched": wording(
        "package",
        ({ lacking }) => `An offline package would lack files that could not be fetched, although installers go on without them:
${lacking.map(({ name, reason }) => `- for ${name}: ${reason.split("\n", 1).join()}`).join("\n")}`
      ),
      "package::no-checksum": wording(
        "package",
        ({ name, link: link2, value }) => `${name} fetches ${link2} without a usable checksum${value === "" ? "" : ` (${JSON.stringify(value)})`}, and MODULAR_STRICT is on.`
      ),
      "package::env-extend-arguments": wording(
        "package",
        ({ given, file }) => `env_extend takes VARIABLE and VALUE, and got ${given} argument${given === 1 ? "" : "s"}${inFile(file)}.`
      ),
      "package::env-extend-variable": wording(
        "package",
        ({ name, file }) => `env_extend cannot extend ${JSON.stringify(name)}, which is no name of a variable${inFile(file)}.`
      ),
      "package::env-extend-value": wording(
        "package",
        // neither the value, which may be a secret, nor the shell's message, which may quote it
        ({ name, file }) => `env_extend ${name} got a VALUE that no shell can expand between double quotes${inFile(file)}.
Its quotes, backquotes, braces or parentheses are not closed. Put a backslash before each that stands for itself.`
      )
    };
  }
});

// src/messages/publish.ts
var publishWordings;
var init_publish = __esm({
  "src/messages/publish.ts"() {
    "use strict";
    init_wording();
    publishWordings = {
      "publish::no-buildpack": wording(
        "machine",
        ({ directory, path }) => `${directory} is no whole copy of the buildpack: ${path} cannot be read. Build it with npm run build.`
      ),
      "publish::not-written": wording(
        "machine",
        ({ file, reason }) => `${file} cannot be written: ${reason}. Nothing was changed.`
      ),
      "publish::file-changed": wording(
        "machine",
        ({ path }) => `${path} has changed while it was packed. No package was made; try again when nobody writes there.`
      ),
      "publish::not-readable": wording(
        "machine",
        ({ path, reason }) => `${path} cannot be packed: ${reason}. No package was made.`
      ),
      "publish::too-large": wording(
        "machine",
        ({ size: size2, most }) => `The package would be ${(size2 / 1e9).toFixed(1)} GB, and a zip holds ${(most / 1e9).toFixed(1)} GB. No package was made.
Make it for fewer packages and apps, or with --format tgz.`
      ),
      "publish::not-recorded": wording(
        "app",
        () => "No package was made: this build has to succeed, so that it is known what its packages fetch."
      ),
      "publish::package-name-invalid": wording(
        "usage",
        ({ name }) => `modular package: --packages has ${JSON.stringify(name)}, which is not a package name.
A name begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "publish::version-unusable": wording(
        "usage",
        ({ version: version2 }) => `modular package: the version ${JSON.stringify(version2)} cannot be a part of a file name.
It begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "publish::arch-unknown": wording(
        "usage",
        ({ arch, known }) => `modular package: there is no Node.js for the architecture ${JSON.stringify(arch)}. lib/node-runtime has: ${known.join(", ")}.`
      ),
      "publish::file-unreadable": wording(
        "usage",
        ({ option, file, reason }) => `modular package: ${option} ${file} cannot be read: ${reason}.`
      ),
      "publish::unreadable": wording(
        "usage",
        ({ path, reason }) => `modular: ${path} cannot be read: ${reason}.`
      ),
      "publish::two-of-one-name": wording(
        "package",
        ({ name, paths }) => `Two installers have the name ${name}: ${paths.join(" and ")}. Rename one: a package is known by its name alone.`
      ),
      "publish::installer-unusable": wording(
        "package",
        ({ path, reason }) => `${path} cannot be an installer: ${reason}. An installer is a small shell script in UTF-8.`
      ),
      "publish::no-packages": wording(
        "usage",
        ({ directory }) => `modular: ${directory} has no packages: no NAME.sh in it, and none in the directories in it.`
      ),
      "publish::package-not-found": wording(
        "package",
        ({ name, searched, close }) => [
          `There is no package ${name}.`,
          `Looked for it in ${searched.join(" and ")}.`,
          ...close.length === 0 ? [] : [`Close names: ${close.join(", ")}.`]
        ].join("\n")
      ),
      "publish::base-url-unusable": wording(
        "usage",
        ({ text: text2, reason }) => `modular index: --base-url ${JSON.stringify(text2)} cannot be used: ${reason}. Give one such as https://packages.example.com/heroku.`
      ),
      "publish::there-already": wording(
        "usage",
        ({ files }) => `modular new: ${files.join(", ")} ${files.length === 1 ? "exists" : "exist"} already. Nothing was written.`
      ),
      "publish::name-unusable": wording(
        "usage",
        ({ name }) => `modular new: ${JSON.stringify(name)} is not a package name. A name begins with a letter or digit, and goes on with these and . _ + - only.`
      ),
      "publish::name-taken": wording(
        "usage",
        ({ name }) => `modular new: the buildpack has a package ${name} of its own, which every build would get instead. Choose another name.`
      ),
      "publish::not-in-directory": wording(
        "usage",
        ({ directory, names: names3, close }) => `modular test: ${directory} has no package ${names3.join(", ")}.${close.length === 0 ? "" : ` Did you mean ${close.join(" or ")}?`} Nothing was run.`
      ),
      "publish::packages-failed": wording(
        "package",
        ({ names: names3, count }) => `${names3.length} of ${count} ${count === 1 ? "package" : "packages"} cannot be installed: ${names3.join(", ")}.`
      ),
      "publish::not-listening": wording(
        "usage",
        ({ host, port, reason }) => `modular serve: nobody can listen at ${host}, port ${port}: ${reason}. Choose others with --host and --port.`
      )
    };
  }
});

// src/messages/resolve.ts
var resolveWordings;
var init_resolve = __esm({
  "src/messages/resolve.ts"() {
    "use strict";
    init_wording();
    resolveWordings = {
      "resolve::ambiguous": wording(
        "package",
        ({ name, places }) => [
          `The package ${name} stands in more than one place, with different checksums:`,
          ...places,
          "Remove or rename all but one."
        ].join("\n")
      ),
      "resolve::incomparable": wording(
        "package",
        ({ name, places }) => [
          `The package ${name} stands in more than one place, with checksums of different kinds, which cannot be compared:`,
          ...places,
          "If they are of the same file, give all of them the same kind; else remove or rename all but one."
        ].join("\n")
      ),
      "resolve::installer-mismatch": wording(
        "package",
        ({ name, repository, reason }) => `The installer of ${name} is not the one that ${repository} names. ${reason}
Nothing of it was run. The repository's index and its files have to be published together.`
      ),
      "resolve::invalid-link": wording(
        "package",
        ({ name, link: link2, repository, line: line2 }) => `The package ${name} (${repository}, line ${line2}) is at ${link2}, which is not a link.`
      ),
      "resolve::plain-refused": wording(
        "package",
        ({ what, scheme, link: link2, origin }) => `${what} would come over plain ${scheme}, from ${link2}${origin === void 0 ? "" : `, to which ${origin} redirects`}, and MODULAR_STRICT is on. Use https.`
      ),
      "resolve::file-link-refused": wording(
        "package",
        ({ name, link: link2, repository, line: line2 }) => `The package ${name} (${repository}, line ${line2}) is at ${link2}: an index that came over the network cannot name files of this machine.`
      ),
      "resolve::index-not-text": wording(
        "package",
        ({ repository }) => `${repository} is no index: it holds NUL bytes. It has to be plain text in UTF-8.`
      ),
      "resolve::index-without-packages": wording(
        "package",
        ({ repository, start: start2 }) => `${repository} is no index: not one line of it is a name, a link and a checksum. It begins with ${JSON.stringify(start2)}.
Is the link right, and does the server want a user and password?`
      ),
      "resolve::repository-unreachable": wording(
        "network",
        ({ reason }) => `${reason}
It is the index of a repository, and the cache has no copy of it.`
      ),
      "resolve::old-index-refused": wording(
        "network",
        ({ reason }) => `${reason}
The cache has a copy of this index, which is not used because MODULAR_STRICT is on.`
      ),
      "resolve::malformed-lines": wording(
        "package",
        ({ repository, lines }) => `${repository} has malformed lines, and MODULAR_STRICT is on: ${lines.slice(0, 5).join(", ")}${lines.length > 5 ? ` and ${lines.length - 5} more` : ""}.
Each has to be a name, a link and a checksum.`
      )
    };
  }
});

// src/messages/unpack.ts
var grouped, unpackWordings;
var init_unpack = __esm({
  "src/messages/unpack.ts"() {
    "use strict";
    init_wording();
    grouped = (number) => number.toLocaleString("en");
    unpackWordings = {
      "unpack::target-outside": wording(
        "package",
        ({ link: link2, target, buildDir }) => `${link2} is to be unpacked into ${target}, which is not in ${buildDir}.`
      ),
      "unpack::target-not-directory": wording(
        "package",
        ({ link: link2, target, path }) => `${link2} is to be unpacked into ${target}, but ${path} is not a directory.`
      ),
      "unpack::target-not-writable": wording(
        "machine",
        ({ link: link2, target, reason }) => `${link2} cannot be unpacked into ${target}: ${reason}.
${checkPath}`
      ),
      "unpack::no-tar": wording(
        "machine",
        ({ link: link2, reason }) => `${link2} cannot be unpacked: tar cannot be started (${reason}).`
      ),
      "unpack::failed": wording(
        "package",
        ({ link: link2, archive, reason }) => `${link2} cannot be unpacked (${archive}):
${reason}
Is it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.`
      ),
      "unpack::disk-full": wording(
        "machine",
        ({ link: link2, directory }) => `${link2} cannot be unpacked: there is not enough room on the disk of ${directory}.
Make room there. Nothing of the archive was kept in the app.`
      ),
      "unpack::member-outside": wording(
        "package",
        ({ link: link2, member }) => `${link2} has a member that would land outside of where it is unpacked: ${member}.
Nothing of the archive was kept in the app.`
      ),
      "unpack::through-link": wording(
        "package",
        ({ link: link2, path }) => `${link2} would be unpacked through ${path}, a link to somewhere else.
Nothing of the archive was kept in the app.`
      ),
      "unpack::device": wording(
        "package",
        ({ link: link2, member }) => `${link2} has a device or pipe in it, which no app needs: ${member}.
Nothing of the archive was kept in the app.`
      ),
      "unpack::too-large": wording(
        "package",
        ({ link: link2, bytes }) => `${link2} would be more than ${grouped(bytes)} bytes when it is unpacked.
Nothing of the archive was kept in the app. If it is what it should be, set MODULAR_UNPACK_BYTES.`
      ),
      "unpack::too-many-members": wording(
        "package",
        ({ link: link2, members }) => `${link2} has more than ${grouped(members)} members.
Nothing of the archive was kept in the app. If it is what it should be, set MODULAR_UNPACK_MEMBERS.`
      ),
      "unpack::header-too-large": wording(
        "package",
        ({ link: link2 }) => `${link2} has headers that take more memory than any archive needs.
Nothing of the archive was kept in the app.`
      ),
      "unpack::directory-in-the-way": wording(
        "package",
        ({ link: link2, path }) => `${link2} has a file where a directory is: ${path}. Nothing of the archive was kept in the app.`
      ),
      "unpack::file-in-the-way": wording(
        "package",
        ({ link: link2, path }) => `${link2} has a directory where a file is: ${path}. Nothing of the archive was kept in the app.`
      )
    };
  }
});

// src/messages.ts
var wordings;
var init_messages = __esm({
  "src/messages.ts"() {
    "use strict";
    init_app();
    init_build();
    init_fetch();
    init_local();
    init_package();
    init_publish();
    init_resolve();
    init_unpack();
    wordings = {
      ...appWordings,
      ...buildWordings,
      ...fetchWordings,
      ...localWordings,
      ...packageWordings,
      ...publishWordings,
      ...resolveWordings,
      ...unpackWordings
    };
  }
});

// src/errors.ts
function reasonOf(error) {
  const { code, message } = error;
  const reasons = {
    EACCES: "permission denied",
    EADDRNOTAVAIL: "it is no address of this machine",
    EEXIST: "it exists already",
    EDQUOT: "the disk quota is used up",
    EIO: "the disk has a fault",
    EISDIR: "it is a directory",
    ELOOP: "links in its path go in a circle",
    ENAMETOOLONG: "its name is too long",
    ENOENT: "it does not exist",
    ENOTFOUND: "no address is known for that name",
    ENOSPC: "the disk is full",
    ENOTDIR: "a part of its path is a file, not a directory",
    EPERM: "the operation is not permitted",
    EROFS: "the file system is read-only"
  };
  return code !== void 0 && reasons[code] || message;
}
var import_node_os, BuildpackError, Interrupted;
var init_errors = __esm({
  "src/errors.ts"() {
    "use strict";
    import_node_os = require("node:os");
    init_defaults();
    init_messages();
    BuildpackError = class extends Error {
      name = "BuildpackError";
      code;
      kind;
      facts;
      /** The status that the program exits with: 64 for a wrong call, 1 unless told. */
      status;
      constructor(code, facts, options = {}) {
        const { kind, text: text2 } = wordings[code];
        super(text2(facts), { cause: options.cause });
        this.code = code;
        this.kind = kind;
        this.facts = facts;
        this.status = options.status ?? (kind === "usage" ? usageStatus : 1);
      }
    };
    Interrupted = class extends Error {
      status;
      constructor(signal) {
        super(`ended by ${signal}`);
        this.status = 128 + import_node_os.constants.signals[signal];
      }
    };
  }
});

// src/secrets.ts
function hideValue(variable, value) {
  values.add(variable, value);
}
function hideValues(text2) {
  return values.hide(text2);
}
function inLinks(value) {
  const encoded = encodeURI(value);
  const parts = ["", "?", "#"].flatMap((mark) => {
    const start2 = `http://host/${mark}`;
    const inside = new URL(`${start2}${value}x`).href.slice(start2.length, -1);
    return [inside, new URL(start2 + value).href.slice(start2.length)];
  });
  return [encoded, encoded.replaceAll("%25", "%"), ...parts];
}
function patternOf(texts) {
  return new RegExp(texts.map(escapeForPattern).join("|") || "(?!)", "gi");
}
function escapeForPattern(text2) {
  return text2.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
var HiddenValues, values;
var init_secrets = __esm({
  "src/secrets.ts"() {
    "use strict";
    init_defaults();
    HiddenValues = class {
      /** By what is shown, in small letters, which hosts are in. */
      #shown = /* @__PURE__ */ new Map();
      #inWords;
      #anywhere;
      /** From now on `hide` replaces the value of a variable, unless it is too short to be a secret. */
      add(variable, value) {
        if (value.length < shortestSecret || value.length > longestSecret) return;
        const end2 = value.slice(value.lastIndexOf("@") + 1);
        for (const text2 of [value, ...inLinks(value), end2, ...inLinks(end2)]) {
          if (text2.length >= shortestSecret) this.#shown.set(text2.toLowerCase(), { text: text2, variable });
        }
        const texts = [...this.#shown.values()].map(({ text: text2 }) => text2).sort((a, b) => b.length - a.length);
        this.#inWords = patternOf(texts);
        this.#anywhere = patternOf(texts.filter((text2) => /\s/.test(text2)));
      }
      /** A text with variables instead of their values in every word that may be a link or a host: others keep theirs. */
      hide(text2) {
        const [inWords, anywhere] = [this.#inWords, this.#anywhere];
        if (inWords === void 0 || anywhere === void 0) return text2;
        const variableOf = (value) => `\${${this.#shown.get(value.toLowerCase())?.variable ?? ""}}`;
        return text2.replaceAll(anywhere, variableOf).replaceAll(/\S+/g, (word) => /\/|\.\w/.test(word) ? word.replaceAll(inWords, variableOf) : word);
      }
    };
    values = new HiddenValues();
  }
});

// src/output.ts
function keepStdoutForResults() {
  log = stderr;
}
function isLogTerminal() {
  return (0, import_node_tty.isatty)(log);
}
function action(message) {
  write(log, indent(shown(message), "-----> ", "       "));
}
function detail(message) {
  write(log, indent(shown(message), "       "));
}
function warn(message) {
  write(stderr, indent(shown(message), " !     "));
}
function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
function inOneLine(text2) {
  return JSON.stringify(text2).slice(1, -1);
}
function line(text2, to = "stdout") {
  write(to === "stdout" ? stdout : stderr, `${shown(text2)}
`);
}
function quote(text2) {
  write(stdout, `${hideValues(text2)}
`);
}
function redraw(text2) {
  write(log, `\r\x1B[K${shown(text2)}`);
}
function shown(text2) {
  return hideValues(text2).replaceAll(
    controls,
    (char) => char === "\n" || char === "	" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}
function indent(message, first, next = first) {
  return `${first}${message.replaceAll("\n", `
${next}`)}
`;
}
function write(descriptor, text2) {
  let rest = Buffer.from(text2);
  while (rest.length > 0) {
    try {
      rest = rest.subarray((0, import_node_fs.writeSync)(descriptor, rest));
    } catch (error) {
      switch (error.code) {
        case "EAGAIN":
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
          break;
        case "EPIPE":
        // nobody reads the log any more; the build goes on, until an installer writes there
        case "EBADF":
          return;
        default:
          throw new BuildpackError("machine::log-not-writable", { reason: reasonOf(error) }, { cause: error });
      }
    }
  }
}
var import_node_fs, import_node_tty, stdout, stderr, log, controls;
var init_output = __esm({
  "src/output.ts"() {
    "use strict";
    import_node_fs = require("node:fs");
    import_node_tty = require("node:tty");
    init_errors();
    init_secrets();
    stdout = 1;
    stderr = 2;
    log = stdout;
    controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
  }
});

// src/files.ts
function statusOf(path) {
  return orUndefined(() => (0, import_node_fs2.statSync)(path));
}
function linkStatusOf(path) {
  return orUndefined(() => (0, import_node_fs2.lstatSync)(path));
}
function orUndefined(call) {
  try {
    return call();
  } catch (error) {
    const { code } = error;
    if (code === "ENOENT" || code === "ENOTDIR") return void 0;
    throw error;
  }
}
function isDiskFull(error) {
  return /^(?:ENOSPC|EDQUOT)$/.test(error.code ?? "");
}
function makeDirectory(path) {
  if (statusOf(path)?.isDirectory()) return;
  if ((0, import_node_path.dirname)(path) !== path) makeDirectory((0, import_node_path.dirname)(path));
  try {
    (0, import_node_fs2.mkdirSync)(path);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (linkStatusOf(path) === void 0)
      makeDirectory(path);
    else if (!statusOf(path)?.isDirectory()) throw Object.assign(error, { code: "ENOTDIR" });
  }
}
function temporaryBeside(path) {
  return (0, import_node_path.join)((0, import_node_path.dirname)(path), `.modular-${Date.now()}-${Math.random().toString(36).slice(2)}.part`);
}
function temporarySince(name) {
  const [, since] = /^\.modular-(\d+)-[0-9a-z]+\.part$/.exec(name) ?? [];
  return since === void 0 ? void 0 : Number(since);
}
function removeTree(path) {
  try {
    (0, import_node_fs2.rmSync)(path, removal);
  } catch (error) {
    if (error.code !== "EACCES") throw error;
    makeWritable(Buffer.from(path));
    (0, import_node_fs2.rmSync)(path, removal);
  }
}
function makeWritable(path) {
  if (!(0, import_node_fs2.lstatSync)(path).isDirectory()) return;
  (0, import_node_fs2.chmodSync)(path, 448);
  for (const name of (0, import_node_fs2.readdirSync)(path, "buffer")) makeWritable(Buffer.concat([path, Buffer.from("/"), name]));
}
function replaceFile(path, content, mode = 420) {
  try {
    replaceOnce(path, content, mode);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    replaceOnce(path, content, mode);
  }
}
function replaceOnce(path, content, mode) {
  makeDirectory((0, import_node_path.dirname)(path));
  const temporary = temporaryBeside(path);
  try {
    (0, import_node_fs2.writeFileSync)(temporary, content);
    (0, import_node_fs2.chmodSync)(temporary, mode);
    (0, import_node_fs2.renameSync)(temporary, path);
  } catch (error) {
    (0, import_node_fs2.rmSync)(temporary, { force: true });
    throw error;
  }
}
var import_node_fs2, import_node_path, removal;
var init_files = __esm({
  "src/files.ts"() {
    "use strict";
    import_node_fs2 = require("node:fs");
    import_node_path = require("node:path");
    removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };
  }
});

// src/guard.ts
function endWithUs({ pid }) {
  if (pid === void 0) return () => {
  };
  startGuard();
  list?.write(`+ ${pid}
`);
  return () => list?.write(`- ${pid}
`);
}
function startGuard() {
  if (list !== void 0) return;
  const guard = (0, import_node_child_process.spawn)("/bin/sh", ["-c", script], {
    env: {},
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  });
  guard.on("error", () => {
  });
  guard.unref();
  const pipe = guard.stdin;
  list = pipe?.on("error", () => {
  });
  list?.unref();
}
var import_node_child_process, script, list;
var init_guard = __esm({
  "src/guard.ts"() {
    "use strict";
    import_node_child_process = require("node:child_process");
    script = `
pids=' '
while read -r verb pid; do
	case $verb in
	+) pids="$pids$pid " ;;
	-) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
	esac
done
case $pids in *[0-9]*) ;; *) exit ;; esac
for signal in TERM KILL; do
	found=
	for stat in /proc/[0-9]*/stat; do
		read -r line <"$stat" || continue
		pid=\${line%% *}
		set -- \${line##*) } # the state, and the pids of parent, process group and session
		case $pids in *" $pid "* | *" $2 "* | *" $4 "*) found="$found $pid" ;; esac
	done
	[ -n "$found" ] || exit
	kill -s "$signal" $found
	[ "$signal" = KILL ] || sleep 0.3
done 2>/dev/null`;
  }
});

// late:node:crypto
var require_node_crypto = __commonJS({
  "late:node:crypto"(exports2) {
    exports2.createHash = (...all) => require("node:crypto").createHash(...all);
  }
});

// src/fetch/checksum.ts
function parseChecksum(text2) {
  const hex = text2.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(hex)) return { algorithm: "md5", hex };
  const [, sha256] = /^(?:sha256:)?([0-9a-f]{64})$/.exec(hex) ?? [];
  return sha256 === void 0 ? void 0 : { algorithm: "sha256", hex: sha256 };
}
function formatChecksum({ algorithm, hex }) {
  return `${algorithm}:${hex}`;
}
var init_checksum = __esm({
  "src/fetch/checksum.ts"() {
    "use strict";
  }
});

// src/fetch/hash.ts
async function hashFile(file, wanted) {
  const hash = new FileHash(wanted);
  let size2 = 0;
  for await (const chunk of (0, import_node_fs14.createReadStream)(file, { highWaterMark: 256 * 1024 })) {
    hash.update(chunk);
    size2 += chunk.length;
  }
  return { ...hash.digest(), size: size2 };
}
async function hashReadable(file, wanted) {
  try {
    return await hashFile(file, wanted);
  } catch (error) {
    if (/^(?:EACCES|ENOENT)$/.test(error.code ?? "")) return void 0;
    throw error;
  }
}
var import_node_crypto3, import_node_fs14, FileHash;
var init_hash = __esm({
  "src/fetch/hash.ts"() {
    "use strict";
    import_node_crypto3 = __toESM(require_node_crypto(), 1);
    import_node_fs14 = require("node:fs");
    FileHash = class {
      #sha256 = (0, import_node_crypto3.createHash)("sha256");
      #md5;
      constructor(wanted) {
        this.#md5 = wanted?.algorithm === "md5" ? (0, import_node_crypto3.createHash)("md5") : void 0;
      }
      update(bytes) {
        this.#sha256.update(bytes);
        this.#md5?.update(bytes);
      }
      /** Ends the hashing. */
      digest() {
        return { sha256: this.#sha256.digest("hex"), md5: this.#md5?.digest("hex") };
      }
    };
  }
});

// src/fetch/link.ts
function hasScheme(text2) {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text2);
}
function withoutCredentials(text2) {
  return text2.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?.*@/s, "$1");
}
function withoutUser(link2) {
  return link2.replace(userInfo, "$1");
}
function decode(text2) {
  return text2.replaceAll(/(?:%(?!00)[0-9A-Fa-f]{2})+/g, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}
var import_node_path13, Link, userInfo;
var init_link = __esm({
  "src/fetch/link.ts"() {
    "use strict";
    import_node_path13 = require("node:path");
    init_errors();
    Link = class _Link {
      /** Without user and password. */
      url;
      #user;
      #password;
      constructor(url) {
        this.#user = decode(url.username);
        this.#password = decode(url.password);
        this.url = new URL(url);
        this.url.username = "";
        this.url.password = "";
      }
      /**
       * Parses a link. Without a scheme `http://` is meant, as with curl.
       *
       * @param base what a relative link is relative to
       * @throws BuildpackError if it is none
       */
      static parse(text2, base) {
        try {
          if (base !== void 0) return new _Link(new URL(text2, base.url)).#withCredentialsOf(base);
          return new _Link(new URL(hasScheme(text2) ? text2 : `http://${text2}`));
        } catch {
          throw new BuildpackError("fetch::invalid-link", { link: withoutCredentials(text2) });
        }
      }
      /** `http`, `https`, `file`, and whatever else curl may know. */
      get scheme() {
        return this.url.protocol.slice(0, -1);
      }
      /** The link's directory, without a trailing slash: what stands beside the file is `${directory}/NAME`. */
      get directory() {
        const { protocol, host, pathname } = this.url;
        return `${protocol}//${host}${import_node_path13.posix.dirname(pathname).replace(/\/+$/, "")}`;
      }
      /** The file's name, as one on disk has it; empty for a directory's link. */
      get fileName() {
        return import_node_path13.posix.basename(decode(this.url.pathname));
      }
      /** The value of an Authorization header; undefined without a user. */
      get authorization() {
        if (this.#user === "" && this.#password === "") return void 0;
        return `Basic ${Buffer.from(`${this.#user}:${this.#password}`).toString("base64")}`;
      }
      /** The user and password, as curl takes them. */
      get credentials() {
        return this.authorization === void 0 ? void 0 : `${this.#user}:${this.#password}`;
      }
      /** Whether both mean the same scheme, host and port, so that what is secret to one may be sent to the other. */
      sharesOriginWith(other) {
        return this.url.protocol === other.url.protocol && this.url.host === other.url.host;
      }
      /** The same link, with the credentials of another one if that is on the same host and this one has none. */
      orWithCredentialsOf(other) {
        return this.authorization === void 0 ? this.#withCredentialsOf(other) : this;
      }
      #withCredentialsOf(other) {
        if (this.authorization !== void 0 || other.authorization === void 0 || !this.sharesOriginWith(other))
          return this;
        const url = new URL(this.url);
        url.username = encodeURIComponent(other.#user);
        url.password = encodeURIComponent(other.#password);
        return new _Link(url);
      }
      /** Without user and password. */
      toString() {
        return this.url.href;
      }
    };
    userInfo = /^((?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/)?([^/?#\\]*)@/;
  }
});

// src/fetch/offline.ts
function damaged(file, reason, cause) {
  return new BuildpackError("fetch::package-damaged", { file, reason }, { cause });
}
function linkKey(link2) {
  return (0, import_node_crypto4.createHash)("sha256").update(String(link2)).digest("hex");
}
function isLack(error) {
  if (!(error instanceof BuildpackError)) return false;
  const { code } = error;
  return code === "fetch::offline" || code === "fetch::not-in-package";
}
var import_node_crypto4, import_node_fs18, import_node_path17, import_node_url, offlineDirectory, OfflineFiles;
var init_offline = __esm({
  "src/fetch/offline.ts"() {
    "use strict";
    import_node_crypto4 = __toESM(require_node_crypto(), 1);
    import_node_fs18 = require("node:fs");
    import_node_path17 = require("node:path");
    import_node_url = require("node:url");
    init_errors();
    init_files();
    offlineDirectory = "offline";
    OfflineFiles = class _OfflineFiles {
      #directory;
      #files;
      constructor(directory, files) {
        this.#directory = directory;
        this.#files = new Map(Object.entries(files));
      }
      /** No files at all: what is not in the cache is nowhere. */
      static none = new _OfflineFiles(void 0, {});
      /** The files of the package that a buildpack is, if it is an offline one. */
      static open(buildpackDir) {
        const directory = (0, import_node_path17.join)(buildpackDir, offlineDirectory);
        if (!statusOf(directory)) return void 0;
        const file = (0, import_node_path17.join)(directory, "links.json");
        try {
          const { files } = JSON.parse((0, import_node_fs18.readFileSync)(file, "utf8"));
          return new _OfflineFiles(directory, files);
        } catch (cause) {
          throw damaged(file, cause instanceof SyntaxError ? "it is no JSON" : reasonOf(cause), cause);
        }
      }
      /** The file that a link stands for, where the package has it. */
      find(link2) {
        const sha256 = this.#files.get(linkKey(link2));
        if (sha256 === void 0 || this.#directory === void 0) return void 0;
        const path = (0, import_node_path17.join)(this.#directory, "files", sha256);
        if (!statusOf(path)?.isFile()) throw damaged(path, "it does not exist");
        return { path, sha256 };
      }
      /** Whether a file link is one of the machine that the package was made on, and of no use here. */
      isMissing(link2) {
        if (this.#directory === void 0 || link2.scheme !== "file" || link2.url.host !== "") return false;
        return statusOf((0, import_node_url.fileURLToPath)(link2.url)) === void 0;
      }
      /** The error of a link that is not there. */
      lack(link2) {
        return new BuildpackError(this.#directory === void 0 ? "fetch::offline" : "fetch::not-in-package", {
          link: String(link2)
        });
      }
    };
  }
});

// src/config/proxies.ts
function applyProxySettings({ setting }) {
  for (const name of names) {
    const value = setting(name) || setting(name.toUpperCase()) || "";
    process.env[name.toUpperCase()] = "";
    process.env[name] = value === "" ? "" : name === "no_proxy" ? withSubdomains(value) : withScheme(value);
    if (name === "no_proxy") sparedNetworks = value.includes("/") ? readNetworks(value) : void 0;
  }
}
async function proxyFor(url) {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if ((0, import_node_net.isIP)(host) !== 0 && sparedNetworks?.check(host, familyOf(host))) return "";
  const { getProxyForUrl } = await Promise.resolve().then(() => __toESM(require("./on-demand/proxy-from-env.js"), 1));
  return getProxyForUrl(url.href);
}
function readNetworks(hosts) {
  const networks = new import_node_net.BlockList();
  for (const entry of hosts.split(/[,\s]+/)) {
    const [, address = "", bits] = /^\[?([^[\]]+)\]?\/(\d+)$/.exec(entry) ?? [];
    const most = { 0: 0, 4: 32, 6: 128 }[(0, import_node_net.isIP)(address)] ?? 0;
    if (Number(bits) > 0 && Number(bits) <= most) networks.addSubnet(address, Number(bits), familyOf(address));
  }
  return networks;
}
function familyOf(address) {
  return (0, import_node_net.isIPv6)(address) ? "ipv6" : "ipv4";
}
function withScheme(proxy) {
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}
function withSubdomains(hosts) {
  return hosts.split(/[,\s]+/).flatMap((entry) => {
    const host = entry.replace(/^\./, "");
    if ((0, import_node_net.isIPv6)(host)) return [`[${host}]`];
    return host === "" || /^(?:[*[]|[\d.:]+$)/.test(host) ? [host] : [host, `.${host}`];
  }).join(",");
}
var import_node_net, names, sparedNetworks;
var init_proxies = __esm({
  "src/config/proxies.ts"() {
    "use strict";
    import_node_net = require("node:net");
    names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];
  }
});

// src/fetch/retention.ts
function noteUse(file) {
  const status = statusOf(file);
  if (status === void 0 || Date.now() - status.mtimeMs < useNoteInterval) return;
  const now = Date.now() / 1e3;
  orNothing(() => (0, import_node_fs20.utimesSync)(file, now, now));
}
function isUnused(file) {
  return Date.now() - (statusOf(file)?.mtimeMs ?? 0) >= cacheRetention;
}
function isAbandoned(name) {
  const since = temporarySince(name);
  return since !== void 0 && Date.now() - since > abandonedAfter;
}
function removeUnused(directory) {
  for (const name of orNothing(() => (0, import_node_fs20.readdirSync)(directory)) ?? []) {
    const file = (0, import_node_path19.join)(directory, name);
    orNothing(() => (isAbandoned(name) || isUnused(file)) && (0, import_node_fs20.rmSync)(file, { force: true }));
  }
}
function orNothing(call) {
  try {
    return call();
  } catch {
    return void 0;
  }
}
var import_node_fs20, import_node_path19;
var init_retention = __esm({
  "src/fetch/retention.ts"() {
    "use strict";
    import_node_fs20 = require("node:fs");
    import_node_path19 = require("node:path");
    init_defaults();
    init_files();
  }
});

// src/fetch/artifacts.ts
function looksLike(target, { size: size2, mtime }) {
  const status = statusOf(target);
  return status?.isFile() === true && status.size === size2 && isSameTime(status.mtimeMs / 1e3, mtime);
}
function isSameTime(one, other) {
  const areExact = !Number.isInteger(one) && !Number.isInteger(other);
  return areExact ? one === other : Math.floor(one) === Math.floor(other);
}
function sha256OfText(text2) {
  return (0, import_node_crypto5.createHash)("sha256").update(text2).digest("hex");
}
async function sha256Of(file) {
  return (await hashReadable(file, void 0))?.sha256;
}
function namesIn(directory) {
  return orNothing2(() => (0, import_node_fs21.readdirSync)(directory)) ?? [];
}
function removeAbandoned(directory, names3) {
  for (const name of names3) if (isAbandoned(name)) (0, import_node_fs21.rmSync)((0, import_node_path20.join)(directory, name), { force: true });
}
function removeEmpty(directory) {
  if (Date.now() - (statusOf(directory)?.mtimeMs ?? 0) < abandonedAfter) return;
  orNothing2(() => (0, import_node_fs21.rmdirSync)(directory), ["ENOENT", "ENOTEMPTY"]);
}
function orNothing2(call, codes = ["ENOENT"]) {
  try {
    return call();
  } catch (error) {
    if (codes.includes(error.code ?? "")) return void 0;
    throw error;
  }
}
var import_node_crypto5, import_node_fs21, import_node_path20, ArtifactCache, unlinkable;
var init_artifacts = __esm({
  "src/fetch/artifacts.ts"() {
    "use strict";
    import_node_crypto5 = __toESM(require_node_crypto(), 1);
    import_node_fs21 = require("node:fs");
    import_node_path20 = require("node:path");
    init_defaults();
    init_files();
    init_output();
    init_hash();
    init_retention();
    ArtifactCache = class {
      #cacheDir;
      #ownDir;
      #records;
      #store;
      /** @param ownDir the buildpack's own directory in the cache */
      constructor(cacheDir, ownDir) {
        this.#cacheDir = cacheDir;
        this.#ownDir = ownDir;
        this.#records = (0, import_node_path20.join)(ownDir, "artifacts");
        this.#store = (0, import_node_path20.join)(ownDir, "store");
      }
      /** Whether a target is in the cache, so that it can be known of it where it came from. */
      holds(target) {
        const path = (0, import_node_path20.relative)(this.#cacheDir, target);
        return path !== "" && path !== ".." && !path.startsWith("../");
      }
      /** The record of what was fetched from a link to a target. */
      find(target, link2) {
        const file = this.#recordFile(target, link2);
        noteUse(file);
        return this.#read(file);
      }
      /**
       * Notes that a file came from a link and is going to be a target, and keeps it also under its checksum.
       *
       * @param file complete; it need not be in the target's place yet
       */
      add(target, link2, file, { sha256, md5 }) {
        const { size: size2, mtimeMs } = (0, import_node_fs21.statSync)(file);
        const mtime = mtimeMs / 1e3;
        const record = { target: (0, import_node_path20.relative)(this.#cacheDir, target), link: link2, sha256, md5, size: size2, mtime };
        this.#keep(file, sha256);
        replaceFile(this.#recordFile(target, link2), `${JSON.stringify(record)}
`);
      }
      /**
       * Whether a target is what a record says: by size and time, and by its content where these would fit the file of
       * another link too.
       */
      async isCurrent(target, record) {
        if (!looksLike(target, record)) return false;
        const isAmbiguous = this.#recordsOf(target).some(
          (each) => each.sha256 !== record.sha256 && looksLike(target, each)
        );
        return !isAmbiguous || await sha256Of(target) === record.sha256;
      }
      /** Whether a target is known to have come from other links only. */
      isFromElsewhere(target, link2) {
        return this.#recordsOf(target).some((record) => record.link !== link2 && looksLike(target, record));
      }
      /**
       * Puts the kept file of a record back in the target's place, if it still is what was downloaded and has the
       * checksum that is wanted. Gives its sha256.
       */
      async restore(target, record, wanted) {
        const part = temporaryBeside(target);
        const isThere = orNothing2(() => ((0, import_node_fs21.linkSync)((0, import_node_path20.join)(this.#store, record.sha256), part), true), unlinkable);
        if (!isThere) return void 0;
        try {
          const hashes = await hashReadable(part, wanted);
          if (hashes === void 0) return void 0;
          if (hashes.sha256 !== record.sha256 || wanted !== void 0 && hashes[wanted.algorithm] !== wanted.hex)
            return void 0;
          this.add(target, record.link, part, { sha256: record.sha256, md5: hashes.md5 ?? record.md5 });
          (0, import_node_fs21.renameSync)(part, target);
          return record.sha256;
        } finally {
          (0, import_node_fs21.rmSync)(part, { force: true });
        }
      }
      /** Removes what came from a link to a target, because it is of no use: the next build is to fetch it again. */
      drop(target, link2) {
        (0, import_node_fs21.rmSync)(target, { force: true });
        (0, import_node_fs21.rmSync)(this.#recordFile(target, link2), { force: true });
      }
      /**
       * Removes from the cache what is no longer what was downloaded, with a warning: old installers only test that a
       * file exists. Also what nobody needs any more, without one.
       */
      async clear() {
        const needed = /* @__PURE__ */ new Set();
        const directories = /* @__PURE__ */ new Set([this.#cacheDir]);
        for (const key of namesIn(this.#records)) {
          const directory = (0, import_node_path20.join)(this.#records, key);
          const names3 = namesIn(directory);
          removeAbandoned(directory, names3);
          const records = this.#readAll(directory, names3);
          const [first] = records;
          if (first === void 0) {
            removeEmpty(directory);
            continue;
          }
          const target = (0, import_node_path20.join)(this.#cacheDir, first.target);
          await this.#removeIfChanged(target, records);
          for (const record of records) if (!this.#forget(target, record)) needed.add(record.sha256);
          directories.add((0, import_node_path20.dirname)(target));
        }
        for (const name of namesIn(this.#store)) if (!needed.has(name)) removeTree((0, import_node_path20.join)(this.#store, name));
        for (const name of ["", "indexes", "installers"]) directories.add((0, import_node_path20.join)(this.#ownDir, name));
        for (const directory of directories) removeAbandoned(directory, namesIn(directory));
      }
      async #removeIfChanged(target, records) {
        const status = statusOf(target);
        if (!status || records.some((record) => looksLike(target, record))) return;
        const sha256 = status.isFile() ? await sha256Of(target) : void 0;
        const same = records.find((record) => record.sha256 === sha256);
        if (same !== void 0) {
          this.add(target, same.link, target, same);
          return;
        }
        removeTree(target);
        if (sha256 !== void 0 && statusOf((0, import_node_path20.join)(this.#store, sha256))?.ino === status.ino) return;
        warn(`${(0, import_node_path20.relative)(this.#cacheDir, target)} in the cache is no longer what was downloaded, and is removed.`);
      }
      /** Removes the record of a file that is no target any more, and that nobody has asked for in a long time. */
      #forget(target, record) {
        const file = this.#recordFile(target, record.link);
        if (!isUnused(file) || looksLike(target, record)) return false;
        (0, import_node_fs21.rmSync)(file, { force: true });
        return true;
      }
      /** Keeps a file under its checksum. What stands there is replaced: it may be what an installer has changed. */
      #keep(file, sha256) {
        makeDirectory(this.#store);
        const stored = (0, import_node_path20.join)(this.#store, sha256);
        const part = temporaryBeside(stored);
        orNothing2(() => (0, import_node_fs21.linkSync)(file, part), unlinkable);
        orNothing2(() => (0, import_node_fs21.renameSync)(part, stored));
        (0, import_node_fs21.rmSync)(part, { force: true });
      }
      #recordsOf(target) {
        const directory = (0, import_node_path20.dirname)(this.#recordFile(target, ""));
        return this.#readAll(directory, namesIn(directory));
      }
      #readAll(directory, names3) {
        const files = names3.filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => (0, import_node_path20.join)(directory, name));
        return files.flatMap((file) => this.#read(file) ?? []);
      }
      #read(file) {
        const text2 = orNothing2(() => (0, import_node_fs21.readFileSync)(file, "utf8"));
        if (text2 === void 0) return void 0;
        try {
          const record = JSON.parse(text2);
          if (this.#recordFile((0, import_node_path20.join)(this.#cacheDir, record.target), record.link) === file) return record;
        } catch {
        }
        (0, import_node_fs21.rmSync)(file, { force: true });
        warn(`A record of the cache is broken, and is removed: ${file}`);
        return void 0;
      }
      #recordFile(target, link2) {
        return (0, import_node_path20.join)(this.#records, sha256OfText((0, import_node_path20.relative)(this.#cacheDir, target)), sha256OfText(link2));
      }
    };
    unlinkable = ["ENOENT", "EPERM", "EACCES", "EMLINK", "EXDEV", "ENOTSUP"];
  }
});

// src/fetch/link-local.ts
function isLinkLocal({ url }) {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = (0, import_node_net2.isIP)(host);
  if (family === 0) return names2.includes(host.toLowerCase().replace(/\.$/, ""));
  return addresses.check(host, family === 4 ? "ipv4" : "ipv6");
}
function describeLinkLocal(link2, origin) {
  const redirect = origin === void 0 ? "" : `, to which ${String(origin)} redirects,`;
  return `${String(link2)}${redirect} is where clouds keep the credentials of their machines, or a link-local address.
Unless that is meant, somebody tries to get at them: look at who names that link.`;
}
var import_node_net2, addresses, names2;
var init_link_local = __esm({
  "src/fetch/link-local.ts"() {
    "use strict";
    import_node_net2 = require("node:net");
    addresses = new import_node_net2.BlockList();
    addresses.addSubnet("169.254.0.0", 16, "ipv4");
    addresses.addSubnet("fe80::", 10, "ipv6");
    addresses.addAddress("fd00:ec2::254", "ipv6");
    addresses.addAddress("100.100.100.200", "ipv4");
    addresses.addAddress("192.0.0.192", "ipv4");
    names2 = ["metadata.google.internal", "instance-data.ec2.internal"];
  }
});

// src/fetch/progress.ts
function amount(received, total) {
  if (total === void 0) return size(received);
  return `${size(received)} of ${size(total)} (${Math.floor(100 * share(received, total))} %)`;
}
function bar(received, total) {
  if (total === void 0) return "";
  const width2 = 30;
  const done = Math.round(width2 * share(received, total));
  return `[${"#".repeat(done)}${" ".repeat(width2 - done)}] `;
}
function share(received, total) {
  return received >= total ? 1 : received / total;
}
function size(bytes) {
  if (bytes < 1e3) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  return bytes < 1e6 ? `${Math.floor(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
var redrawInterval, Progress;
var init_progress = __esm({
  "src/fetch/progress.ts"() {
    "use strict";
    init_defaults();
    init_output();
    redrawInterval = 200;
    Progress = class {
      #name;
      #log;
      #start = performance.now();
      #timer;
      #received = 0;
      #total;
      #hasDrawn = false;
      /** @param name what the line begins with */
      constructor(name, log2 = { isTerminal: isLogTerminal(), detail, redraw }) {
        this.#name = name;
        this.#log = log2;
        this.#timer = log2.isTerminal ? setInterval(() => this.#draw(), redrawInterval) : setInterval(() => log2.detail(`${name}: ${this.#describe()}`), progressInterval);
        this.#timer.unref();
      }
      note(received, total) {
        this.#received = received;
        this.#total = total;
      }
      stop() {
        clearInterval(this.#timer);
        if (this.#hasDrawn) this.#log.redraw("");
      }
      #draw() {
        if (performance.now() - this.#start < progressInterval) return;
        this.#hasDrawn = true;
        this.#log.redraw(`${bar(this.#received, this.#total)}${this.#name}: ${this.#describe()}`);
      }
      #describe() {
        if (this.#received === 0) return "nothing received yet";
        const perSecond = this.#received / ((performance.now() - this.#start) / 1e3);
        const rate = perSecond < 1e3 ? "under 1 kB/s" : `${size(perSecond)}/s`;
        return `${amount(this.#received, this.#total)}, ${rate}`;
      }
    };
  }
});

// src/fetch/known-hashes.ts
function identityOf(path) {
  const status = (0, import_node_fs22.statSync)(path, { bigint: true, throwIfNoEntry: false });
  if (!status?.isFile()) return void 0;
  const { dev, ino, size: size2, mtimeNs, ctimeNs } = status;
  return [dev, ino, size2, mtimeNs, ctimeNs].join(" ");
}
var import_node_fs22, KnownHashes;
var init_known_hashes = __esm({
  "src/fetch/known-hashes.ts"() {
    "use strict";
    import_node_fs22 = require("node:fs");
    init_hash();
    KnownHashes = class {
      #known = /* @__PURE__ */ new Map();
      /** Files that are hashed before anybody needs that: one at a time, and beside the rest of the build. */
      #ahead = Promise.resolve();
      /** What a file hashes to; undefined where there is none, or none that may be read. */
      async of(path, wanted) {
        const identity = identityOf(path);
        if (identity === void 0) return void 0;
        const known = this.#known.get(path);
        if (known?.identity === identity) {
          const hashes2 = await known.hashes;
          if (wanted?.algorithm !== "md5" || hashes2?.md5 !== void 0) return hashes2;
        }
        const hashes = hashReadable(path, wanted);
        this.#known.set(path, { identity, hashes });
        return await hashes;
      }
      /** Hashes a file for somebody who will ask for it, as it seems. */
      hashAhead(path, wanted) {
        this.#ahead = this.#ahead.then(() => this.of(path, wanted)).catch(() => {
        });
      }
      /** Notes what a file hashes to that has just come into its place. */
      note(path, hashes) {
        const identity = identityOf(path);
        if (identity !== void 0) this.#known.set(path, { identity, hashes: Promise.resolve(hashes) });
      }
    };
  }
});

// src/fetch/target.ts
function checkTarget(link2, target) {
  const facts = { link: link2, target: (0, import_node_path21.normalize)(target.toString()) };
  try {
    const status = statusOf(target);
    if (status?.isFile()) return;
    if (status?.isDirectory()) throw new BuildpackError("fetch::target-is-directory", facts);
    if (status) throw new BuildpackError("fetch::target-is-special", facts);
    if (/\/\.{0,2}$/.test(target.toString())) throw new BuildpackError("fetch::target-without-name", facts);
    const above = nearestAbove(target);
    if (statusOf(above)?.isDirectory()) return;
    throw new BuildpackError("fetch::target-below-file", { ...facts, file: (0, import_node_path21.normalize)(above.toString()) });
  } catch (cause) {
    throw cause instanceof BuildpackError ? cause : notWritable(link2, facts.target, cause);
  }
}
function notWritable(link2, target, cause) {
  return new BuildpackError("fetch::target-not-writable", { target, link: link2, reason: reasonOf(cause) }, { cause });
}
function nearestAbove(path) {
  let above = (0, import_node_path21.dirname)(Buffer.from(path).toString("latin1"));
  while (linkStatusOf(Buffer.from(above, "latin1")) === void 0) above = (0, import_node_path21.dirname)(above);
  return Buffer.from(above, "latin1");
}
var import_node_path21;
var init_target = __esm({
  "src/fetch/target.ts"() {
    "use strict";
    import_node_path21 = require("node:path");
    init_errors();
    init_files();
  }
});

// src/fetch/pace.ts
var TimeoutError, Pace;
var init_pace = __esm({
  "src/fetch/pace.ts"() {
    "use strict";
    init_defaults();
    TimeoutError = class extends Error {
    };
    Pace = class {
      #controller = new AbortController();
      #timer;
      /** Bytes in each of the last seconds. */
      #seconds = [0];
      #lastByte = performance.now();
      /** @param seconds without a byte until the end */
      constructor(seconds) {
        this.#timer = setInterval(() => this.#tick(seconds), 1e3);
      }
      get signal() {
        return this.#controller.signal;
      }
      note(bytes) {
        this.#lastByte = performance.now();
        this.#seconds[this.#seconds.length - 1] = (this.#seconds.at(-1) ?? 0) + bytes;
      }
      /** Begins anew, for the answer of another server. */
      restart() {
        this.#lastByte = performance.now();
        this.#seconds.splice(0, Infinity, 0);
      }
      stop() {
        clearInterval(this.#timer);
      }
      #tick(seconds) {
        const window = 2 * seconds;
        const total = this.#seconds.reduce((sum, bytes) => sum + bytes, 0);
        if (performance.now() - this.#lastByte >= seconds * 1e3) this.#giveUp(`no bytes for ${seconds} s`);
        else if (this.#seconds.length >= window && total < slowestTransfer * window)
          this.#giveUp(`${total} bytes in ${window} s, which is under ${slowestTransfer / 1e3} kB/s`);
        this.#seconds.push(0);
        if (this.#seconds.length > window) this.#seconds.shift();
      }
      #giveUp(reason) {
        this.stop();
        this.#controller.abort(new TimeoutError(reason));
      }
    };
  }
});

// src/fetch/part-file.ts
var import_node_fs23, import_promises3, DiskError, PartFile;
var init_part_file = __esm({
  "src/fetch/part-file.ts"() {
    "use strict";
    import_node_fs23 = require("node:fs");
    import_promises3 = require("node:fs/promises");
    init_hash();
    DiskError = class extends Error {
      constructor(cause) {
        super("a file cannot be written", { cause });
      }
    };
    PartFile = class _PartFile {
      #handle;
      #wanted;
      #hash;
      #size = 0;
      constructor(handle, wanted) {
        this.#handle = handle;
        this.#wanted = wanted;
        this.#hash = new FileHash(wanted);
      }
      /**
       * @param path must not exist; after an error the file is for the caller to remove
       * @param mode as of open(2)
       */
      static async create(path, wanted, mode) {
        const isNew = import_node_fs23.constants.O_WRONLY | import_node_fs23.constants.O_CREAT | import_node_fs23.constants.O_EXCL;
        return new _PartFile(await (0, import_promises3.open)(path, isNew, mode), wanted);
      }
      /** How many bytes it has. */
      get size() {
        return this.#size;
      }
      /** @throws DiskError */
      async append(chunk) {
        this.#hash.update(chunk);
        try {
          for (let done = 0; done < chunk.length; ) {
            const { bytesWritten } = await this.#handle.write(chunk, done, chunk.length - done, this.#size + done);
            done += bytesWritten;
          }
        } catch (cause) {
          throw new DiskError(cause);
        }
        this.#size += chunk.length;
      }
      /** Forgets all bytes. */
      async restart() {
        await this.#handle.truncate(0);
        this.#size = 0;
        this.#hash = new FileHash(this.#wanted);
      }
      /** What the bytes hash to. Nothing can be appended after that. */
      digest() {
        return this.#hash.digest();
      }
      async close() {
        await this.#handle.close();
      }
    };
  }
});

// src/fetch/faults.ts
function isPassing(status) {
  return [408, 429, 500, 502, 503, 504].includes(status);
}
function sortFault(error, pace, link2) {
  if (error instanceof BuildpackError || error instanceof PassingFault) return error;
  if (error instanceof DiskError) return error.cause;
  if (pace.aborted) return new PassingFault(pace.reason.message, { cause: error });
  const { code = "", message, name } = error;
  if (code === "" && name !== "FetchError") return error;
  if (!isTlsFailure(code)) return new PassingFault(describe(code, message), { cause: error });
  return new BuildpackError("fetch::tls", { link: link2, reason: describe(code, message), code }, { cause: error });
}
function isTlsFailure(code) {
  return /^(?:CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_|PATH_LENGTH_|ERROR_IN_|UNSPECIFIED$|EPROTO$|HOSTNAME_MISMATCH$)/.test(
    code
  );
}
function describe(code, message) {
  const reasons = {
    ECONNREFUSED: "connection refused",
    ECONNRESET: "connection reset",
    EPIPE: "connection reset",
    EAI_AGAIN: "the name server does not answer",
    ENOTFOUND: "no such host",
    EHOSTUNREACH: "no way to the host",
    ENETUNREACH: "no way to the network",
    ETIMEDOUT: "no connection in time",
    EPROTO: /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
  };
  return reasons[code] ?? message.replace(/^.* failed, reason: /s, "");
}
var PassingFault;
var init_faults = __esm({
  "src/fetch/faults.ts"() {
    "use strict";
    init_errors();
    init_pace();
    init_part_file();
    PassingFault = class extends Error {
      /** Milliseconds that the server asks to wait. */
      retryAfter;
      /** The HTTP status that it was. */
      status;
      constructor(message, options = {}) {
        super(message, { cause: options.cause });
        this.retryAfter = options.retryAfter;
        this.status = options.status;
      }
    };
  }
});

// src/fetch/tries.ts
async function tryUntilItHolds(nameLink, { abort, pause = wait }, attempt) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      abort.throwIfAborted();
      if (!(error instanceof PassingFault)) throw error;
      if (tries === mostTries) throw unreachable(nameLink(), error, tries);
      await pause(Math.min(error.retryAfter ?? retryPause * tries ** 2, longestRetryAfter), abort);
    }
  }
}
function pauseUntil(asked) {
  return async (milliseconds, abort) => {
    await Promise.race([asked, aborted(abort)]);
    await wait(milliseconds, abort);
  };
}
async function aborted(signal) {
  if (signal.aborted) return;
  await new Promise((resolve6) => signal.addEventListener("abort", resolve6, { once: true }));
}
async function wait(milliseconds, abort) {
  await (0, import_promises4.setTimeout)(milliseconds, void 0, { signal: abort }).catch((error) => {
    throw abort.aborted ? abort.reason : error;
  });
}
function unreachable(link2, fault, tries) {
  const facts = { link: link2, reason: fault.message, tries, status: fault.status };
  return new BuildpackError("fetch::unreachable", facts, { cause: fault });
}
var import_promises4;
var init_tries = __esm({
  "src/fetch/tries.ts"() {
    "use strict";
    import_promises4 = require("node:timers/promises");
    init_defaults();
    init_errors();
    init_faults();
  }
});

// src/fetch/ahead.ts
var ahead_exports = {};
__export(ahead_exports, {
  Ahead: () => Ahead
});
function drop({ abort, received, file }) {
  abort.abort();
  void received.catch(() => {
  }).finally(() => (0, import_node_fs24.rmSync)(file, { force: true }));
}
function isLasting(error) {
  return error instanceof BuildpackError && error.code !== "fetch::status";
}
function isRefusal(error) {
  if (!(error instanceof BuildpackError) || error.code !== "fetch::status") return false;
  return error.facts.status === 403;
}
async function move(from, to) {
  try {
    (0, import_node_fs24.renameSync)(from, to);
  } catch (error) {
    const { code } = error;
    if (code === "ENOENT") return false;
    if (code !== "EXDEV") throw error;
    await (0, import_promises5.copyFile)(from, to);
  }
  return true;
}
var import_node_fs24, import_promises5, import_node_path22, Ahead;
var init_ahead = __esm({
  "src/fetch/ahead.ts"() {
    "use strict";
    import_node_fs24 = require("node:fs");
    import_promises5 = require("node:fs/promises");
    import_node_path22 = require("node:path");
    init_defaults();
    init_errors();
    init_files();
    init_hash();
    init_link_local();
    init_tries();
    Ahead = class _Ahead {
      #entries = /* @__PURE__ */ new Map();
      /** Links that were fetched, or asked for: what comes of them is in the cache, or on its way there. */
      #seen = /* @__PURE__ */ new Set();
      #directory;
      #receive;
      #timeout;
      #all;
      #newLimit;
      #hosts = /* @__PURE__ */ new Map();
      #isOver = new AbortController();
      /** What it may fetch in all, and what it has. Bytes. */
      #mostBytes;
      #bytes = 0;
      constructor(cacheDir, receive, timeout, mostBytes, newLimit) {
        this.#directory = (0, import_node_path22.join)(cacheDir, ownCache);
        this.#receive = receive;
        this.#timeout = timeout;
        this.#mostBytes = mostBytes;
        this.#newLimit = newLimit;
        this.#all = newLimit(mostConnections);
      }
      /** @param timeout as of TransferOptions */
      static async make(cacheDir, receive, timeout, mostBytes = mostAheadBytes) {
        const { default: newLimit } = await Promise.resolve().then(() => __toESM(require("./on-demand/p-limit.js"), 1));
        return new _Ahead(cacheDir, receive, timeout, mostBytes, newLimit);
      }
      /**
       * Begins to fetch a file, unless that is so already, and gives what is made of it once it has come; undefined if it has not.
       *
       * @param use is called with the file before anybody else can take it
       */
      async fetch(link2, options, use) {
        if (this.#isOver.signal.aborted) return void 0;
        const key = String(link2);
        const entry = this.#entries.get(key) ?? (this.#seen.has(key) ? void 0 : this.#begin(link2, options));
        if (entry === void 0) return void 0;
        this.#seen.add(key);
        this.#entries.set(key, entry);
        return await entry.received.then(
          () => use(entry.file),
          () => void 0
        );
      }
      /**
       * Puts a file that is here, or on its way, where somebody wants it; undefined if there is none, or none that is right.
       *
       * @throws BuildpackError if it would go wrong now as well
       */
      async take(link2, target, { wanted, progress }) {
        const key = String(link2);
        const entry = this.#entries.get(key);
        this.#seen.add(key);
        this.#entries.delete(key);
        if (entry === void 0) return void 0;
        if (entry.link.authorization !== link2.authorization || entry.abort.signal.aborted) {
          drop(entry);
          return void 0;
        }
        entry.start();
        entry.progress = progress;
        progress?.note(...entry.noted);
        entry.ask();
        try {
          const received = await entry.received.catch(async (error) => {
            if (isLasting(error)) throw error;
            if (isRefusal(error)) await this.#giveUp(link2.url.host);
            return void 0;
          });
          if (received === void 0 || received.isUnchanged || !await move(entry.file, target)) return void 0;
          const isHashed = wanted?.algorithm !== "md5" || received.md5 !== void 0;
          const found = isHashed ? received : { ...received, ...await hashFile(target, wanted) };
          if (wanted === void 0 || found[wanted.algorithm] === wanted.hex) return found;
          (0, import_node_fs24.rmSync)(target);
          return void 0;
        } finally {
          (0, import_node_fs24.rmSync)(entry.file, { force: true });
        }
      }
      /** Ends what is on its way, and removes what nobody has taken. Gives whether there was anything. */
      async stop() {
        this.#isOver.abort();
        const left = [...this.#entries.values()];
        this.#entries.clear();
        for (const { abort } of left) abort.abort();
        await Promise.allSettled(left.map(({ received }) => received));
        for (const { file } of left) (0, import_node_fs24.rmSync)(file, { force: true });
        return left.length > 0;
      }
      /** Ends what comes from a host for nobody: it may be what has kept somebody's file from coming. */
      async #giveUp(host) {
        const others = [...this.#entries].filter(([, { link: link2 }]) => link2.url.host === host);
        for (const [key, entry] of others) {
          this.#entries.delete(key);
          drop(entry);
        }
        await Promise.allSettled(others.flatMap(([, { isStarted, received }]) => isStarted ? [received] : []));
      }
      #begin(link2, options) {
        let ask = () => {
        };
        const asked = new Promise((resolve6) => ask = resolve6);
        let giveWay = () => {
        };
        const pausing = new Promise((resolve6) => giveWay = resolve6);
        let begin = () => {
        };
        const received = new Promise((resolve6) => begin = resolve6);
        received.catch(() => {
        });
        const entry = {
          link: link2,
          file: temporaryBeside((0, import_node_path22.join)(this.#directory, "ahead")),
          abort: new AbortController(),
          received,
          isStarted: false,
          start: () => {
            if (!entry.isStarted) begin(this.#transfer(entry, options, asked));
            entry.isStarted = true;
          },
          ask,
          giveWay,
          noted: [0, void 0],
          progress: void 0
        };
        void this.#laneOf(link2)(async () => {
          if (this.#bytes > this.#mostBytes) entry.abort.abort();
          entry.start();
          await Promise.race([received.catch(() => {
          }), pausing]);
        });
        return entry;
      }
      async #transfer(entry, options, asked) {
        const { link: link2, file, abort } = entry;
        abort.signal.throwIfAborted();
        makeDirectory(this.#directory);
        return await this.#receive(link2, file, {
          ...options,
          onRedirect: (to) => {
            options.onRedirect?.(to);
            if (isLinkLocal(to)) abort.abort();
            abort.signal.throwIfAborted();
          },
          timeout: this.#timeout,
          abort: AbortSignal.any([abort.signal, this.#isOver.signal]),
          progress: { note: (received, total) => this.#note(entry, received, total) },
          pause: async (milliseconds, signal) => {
            entry.giveWay();
            await pauseUntil(asked)(milliseconds, signal);
          }
        });
      }
      #note(entry, received, total) {
        this.#bytes += Math.max(0, received - entry.noted[0]);
        entry.noted = [received, total];
        entry.progress?.note(received, total);
        if (this.#bytes > this.#mostBytes && this.#entries.get(String(entry.link)) === entry) {
          this.#entries.delete(String(entry.link));
          drop(entry);
        }
      }
      /** So many connections at a time, and no more to one host. */
      #laneOf({ url }) {
        const host = this.#hosts.get(url.host) ?? this.#newLimit(connectionsPerHost);
        this.#hosts.set(url.host, host);
        return async (work) => await host(async () => await this.#all(work));
      }
    };
  }
});

// src/fetch/transfer.ts
async function transfer(client, link2, file, options) {
  const part = await PartFile.create(file, options.wanted, options.mode);
  try {
    const download = new Download(client, link2, part, options);
    return await tryUntilItHolds(
      () => download.linkName,
      options,
      async () => await download.attempt()
    );
  } finally {
    await part.close();
  }
}
function checkSize(size2, link2, { bytes, kind } = downloadBound) {
  if (size2 > bytes) throw new BuildpackError("fetch::too-large", { link: link2, most: bytes, kind });
}
function isCut(error) {
  return ["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes(error.code ?? "");
}
function brokenOff(size2, expected) {
  return expected === void 0 ? "the body broke off" : `the body broke off after ${size2} of ${expected} bytes`;
}
function readRetryAfter(value) {
  if (value === void 0) return void 0;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? void 0 : Math.max(0, milliseconds);
}
var downloadBound, Download;
var init_transfer = __esm({
  "src/fetch/transfer.ts"() {
    "use strict";
    init_defaults();
    init_errors();
    init_faults();
    init_pace();
    init_part_file();
    init_tries();
    downloadBound = { bytes: largestDownload, kind: "download" };
    Download = class {
      /** What was received so far belongs to; only if it promises the same bytes. */
      #etag;
      #lastModified;
      #redirectedTo;
      #client;
      #link;
      #part;
      #options;
      constructor(client, link2, part, options) {
        this.#client = client;
        this.#link = link2;
        this.#part = part;
        this.#options = options;
      }
      /** As errors name it: with where the last try has led, if that was elsewhere. */
      get linkName() {
        return `${String(this.#link)}${this.#redirectedTo ? ` (redirected to ${String(this.#redirectedTo)})` : ""}`;
      }
      async attempt() {
        const pace = new Pace(this.#options.timeout);
        try {
          const signal = AbortSignal.any([pace.signal, this.#options.abort]);
          const isPart = this.#canContinue();
          this.#redirectedTo = void 0;
          const response = await this.#client.get(this.#link, this.#headers(isPart), signal, (to) => {
            this.#redirectedTo = to;
            pace.restart();
            this.#options.onRedirect?.(to);
          });
          if (response.status === 304 && !isPart && this.#options.conditions) {
            response.body.destroy();
            return { isUnchanged: true };
          }
          const expected = isPart && response.status !== 200 ? this.#continue(response) : await this.#begin(response);
          await this.#receive(response, pace, expected);
          const { size: size2 } = this.#part;
          return {
            isUnchanged: false,
            ...this.#part.digest(),
            size: size2,
            etag: this.#etag,
            lastModified: this.#lastModified
          };
        } catch (error) {
          throw sortFault(error, pace.signal, this.linkName);
        } finally {
          pace.stop();
        }
      }
      /** A weak ETag promises an equivalent file, not the same bytes. */
      #canContinue() {
        return this.#part.size > 0 && this.#etag !== void 0 && !this.#etag.startsWith("W/");
      }
      #headers(isPart) {
        if (!isPart) return { ...this.#options.conditions };
        return { Range: `bytes=${this.#part.size}-`, "If-Range": this.#etag ?? "" };
      }
      /** Makes ready for the bytes of a whole file, and gives its size if the server has said it. */
      async #begin({ status, header, body }) {
        if (status !== 200) throw this.#refused(status, header, body);
        await this.#part.restart();
        this.#etag = header("etag");
        this.#lastModified = header("last-modified");
        const length = header("content-length");
        return length === void 0 ? void 0 : Number(length);
      }
      /** Makes ready for the bytes that are missing, and gives the size of the whole file. */
      #continue({ status, header, body }) {
        const [, start2, size2] = /^bytes (\d+)-\d+\/(\d+)$/.exec(header("content-range") ?? "") ?? [];
        const isSameFile = (header("etag") ?? this.#etag) === this.#etag;
        if (status === 206 && Number(start2) === this.#part.size && isSameFile) return Number(size2);
        if (status !== 206 && status !== 416) throw this.#refused(status, header, body);
        body.destroy();
        this.#etag = void 0;
        throw new PassingFault(`HTTP ${status} that does not continue at byte ${this.#part.size}`);
      }
      #refused(status, header, body) {
        body.destroy();
        if (!isPassing(status)) return new BuildpackError("fetch::status", { link: this.linkName, status });
        return new PassingFault(`HTTP ${status}`, { status, retryAfter: readRetryAfter(header("retry-after")) });
      }
      async #receive({ body, isOverrun }, pace, expected) {
        const { bound, progress } = this.#options;
        try {
          checkSize(expected ?? 0, this.linkName, bound);
          for await (const chunk of body) {
            pace.note(chunk.length);
            checkSize(this.#part.size + chunk.length, this.linkName, bound);
            await this.#part.append(chunk);
            progress?.note(this.#part.size, expected);
          }
        } catch (cause) {
          body.destroy();
          throw isCut(cause) ? new PassingFault(brokenOff(this.#part.size, expected), { cause }) : cause;
        }
        const { size: size2 } = this.#part;
        if (isOverrun() || expected !== void 0 && size2 > expected) {
          this.#etag = void 0;
          throw new PassingFault(`the body goes on after the ${expected ?? size2} bytes that were announced`);
        }
        if (expected !== void 0 && size2 < expected) throw new PassingFault(brokenOff(size2, expected));
      }
    };
  }
});

// src/fetch/curl.ts
async function receiveWithCurl(link2, file, options) {
  const { progress, abort, bound = downloadBound } = options;
  let tooLarge = new AbortController();
  const watch2 = setInterval(() => {
    const size2 = statusOf(file)?.size ?? 0;
    progress?.note(size2, void 0);
    if (size2 > bound.bytes) tooLarge.abort();
  }, watchInterval);
  try {
    await tryUntilItHolds(
      () => String(link2),
      options,
      async () => {
        tooLarge = new AbortController();
        const ends = AbortSignal.any([abort, tooLarge.signal]);
        const { status, said } = await runCurl(configFor(link2, file, options), ends).catch((cause) => {
          if (!abort.aborted) checkSize(statusOf(file)?.size ?? 0, String(link2), bound);
          throw abort.aborted ? cause : withoutCurl(link2, cause);
        });
        checkSize(status === statuses.tooLarge[0] ? Infinity : statusOf(file)?.size ?? 0, String(link2), bound);
        if (status !== 0) throw sortStatus(link2, status, said);
      }
    );
  } finally {
    clearInterval(watch2);
  }
}
function sortStatus(link2, status, said) {
  const lines = said.trim().split("\n");
  const reason = (lines.find((line2) => line2.startsWith("curl: (")) ?? lines.at(-1)) || `curl exited with status ${status}`;
  const facts = { link: String(link2), reason };
  const isOf = (kind) => statuses[kind].includes(status ?? 0);
  if (isOf("unsupportedScheme")) return new BuildpackError("fetch::no-curl", { ...facts, scheme: link2.scheme });
  if (isOf("tls")) return new BuildpackError("fetch::tls", { ...facts, code: `curl's status ${status}` });
  if (isOf("disk")) return new Error(reason);
  const [, answer2] = (isOf("http") ? /returned error: (\d{3})$/.exec(reason) : void 0) ?? [];
  if (isPassing(Number(answer2))) return new PassingFault(reason, { status: Number(answer2) });
  if (isOf("passing")) return new PassingFault(reason);
  if (answer2 !== void 0) return new BuildpackError("fetch::status", { ...facts, status: Number(answer2) });
  return new BuildpackError("fetch::refused", facts);
}
function withoutCurl(link2, cause) {
  const isMissing = cause.code === "ENOENT";
  const reason = isMissing ? "there is none on PATH" : reasonOf(cause);
  return new BuildpackError("fetch::no-curl", { link: String(link2), scheme: link2.scheme, reason }, { cause });
}
function configFor(link2, file, { timeout, certificateFile, bound = downloadBound }) {
  const values2 = [
    ["url", link2.url.href],
    ...link2.credentials === void 0 ? [] : [["user", link2.credentials]],
    ...certificateFile === void 0 ? [] : [["cacert", certificateFile]],
    ["output", file],
    ["max-filesize", String(Math.ceil(bound.bytes))],
    ["max-redirs", String(mostRedirects)],
    ["connect-timeout", String(timeout)],
    ["speed-time", String(Math.ceil(2 * timeout))],
    ["speed-limit", String(slowestTransfer)]
  ];
  const flags = ["fail", "location", "silent", "show-error", "globoff"];
  return [...flags, ...values2.map(([name = "", value = ""]) => `${name} = ${quote2(value)}`), ""].join("\n");
}
async function runCurl(config, abort) {
  startGuard();
  const child = (0, import_node_child_process5.spawn)("curl", ["-q", "--config", "-"], { stdio: ["pipe", "ignore", "pipe"], signal: abort });
  const release2 = endWithUs(child);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => said += chunk);
  child.stdin.on("error", () => {
  });
  child.stdin.end(config);
  child.once("exit", release2);
  return await new Promise((resolve6, reject) => {
    child.once("close", (status) => resolve6({ status, said }));
    child.once("error", reject);
  });
}
function quote2(value) {
  const escapes = {
    "\\": "\\\\",
    '"': '\\"',
    "	": "\\t",
    "\n": "\\n",
    "\r": "\\r",
    "\v": "\\v"
  };
  return `"${value.replaceAll(/[\\"\t\n\r\v]/g, (char) => escapes[char] ?? char)}"`;
}
var import_node_child_process5, statuses, watchInterval;
var init_curl = __esm({
  "src/fetch/curl.ts"() {
    "use strict";
    import_node_child_process5 = require("node:child_process");
    init_defaults();
    init_errors();
    init_files();
    init_guard();
    init_faults();
    init_transfer();
    init_tries();
    statuses = {
      unsupportedScheme: [1],
      /** No name, no connection, nothing or too little of a file, too slow: another try may mend it. */
      passing: [5, 6, 7, 8, 10, 12, 13, 14, 15, 16, 18, 28, 30, 52, 55, 56, 92, 95, 96, 97],
      tls: [35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98],
      /** An HTTP status from 400 on: ftp goes through proxies as HTTP. */
      http: [22],
      disk: [23],
      /** The size that the server has told is above the bound. */
      tooLarge: [63]
    };
    watchInterval = 1e3;
  }
});

// src/fetch/agents.ts
function isUsable(proxy) {
  try {
    const { protocol, username, password } = new URL(proxy);
    decodeURIComponent(`${username}${password}`);
    return protocol === "http:" || protocol === "https:";
  } catch {
    return false;
  }
}
var import_node_fs25, import_node_http, certificateFiles, Agents;
var init_agents = __esm({
  "src/fetch/agents.ts"() {
    "use strict";
    import_node_fs25 = require("node:fs");
    import_node_http = require("node:http");
    init_proxies();
    init_errors();
    init_files();
    certificateFiles = [
      "/etc/ssl/certs/ca-certificates.crt",
      // Debian, Ubuntu, and with them both platforms
      "/etc/pki/tls/certs/ca-bundle.crt",
      // Fedora, RHEL
      "/etc/ssl/ca-bundle.pem",
      // openSUSE
      "/etc/ssl/cert.pem"
      // Alpine
    ];
    Agents = class {
      #certificateFile;
      #made = /* @__PURE__ */ new Map();
      #trust;
      /** @param certificateFile SSL_CERT_FILE, where the user has set it */
      constructor(certificateFile) {
        this.#certificateFile = certificateFile;
      }
      /** @throws BuildpackError for a proxy or a file of certificates that cannot be used */
      async agentFor(link2) {
        const proxy = await proxyFor(link2.url);
        const key = `${link2.scheme} ${proxy}`;
        const agent = this.#made.get(key) ?? (proxy === "" ? this.#direct(link2) : this.#through(proxy, link2));
        this.#made.set(key, agent);
        return await agent;
      }
      async #direct({ scheme }) {
        if (scheme === "http") return new import_node_http.Agent({ keepAlive: true });
        const { Agent: HttpsAgent } = await Promise.resolve().then(() => __toESM(require("node:https"), 1));
        return new HttpsAgent({ keepAlive: true, ...await this.#readTrust() });
      }
      async #through(proxy, link2) {
        if (!isUsable(proxy)) throw new BuildpackError("fetch::proxy-unusable", { link: String(link2) });
        const trust = link2.scheme === "https" || proxy.startsWith("https:") ? await this.#readTrust() : {};
        if (link2.scheme === "http") {
          const { HttpProxyAgent } = await Promise.resolve().then(() => __toESM(require("./on-demand/http-proxy-agent.js"), 1));
          return new HttpProxyAgent(proxy, { keepAlive: true, ...trust });
        }
        const { HttpsProxyAgent } = await Promise.resolve().then(() => __toESM(require("./on-demand/https-proxy-agent.js"), 1));
        const { checkServerIdentity } = await Promise.resolve().then(() => __toESM(require("node:tls"), 1));
        const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...trust });
        const connect2 = agent.connect.bind(agent);
        agent.connect = (request, options) => {
          const host = options.host ?? "";
          const check4 = (_name, certificate) => checkServerIdentity(host, certificate);
          return connect2(request, Object.assign(options, trust, { checkServerIdentity: check4 }));
        };
        return agent;
      }
      /** What the machine trusts, which may include the company's own authority; else what Node.js brings. */
      #readTrust() {
        return this.#trust ??= this.#loadTrust();
      }
      async #loadTrust() {
        const file = this.#certificateFile ?? certificateFiles.find((each) => statusOf(each)?.isFile());
        if (file === void 0) return {};
        const { createSecureContext } = await Promise.resolve().then(() => __toESM(require("node:tls"), 1));
        try {
          return { secureContext: createSecureContext({ ca: (0, import_node_fs25.readFileSync)(file) }) };
        } catch (cause) {
          throw new BuildpackError("fetch::certificates-unreadable", { file, reason: reasonOf(cause) }, { cause });
        }
      }
    };
  }
});

// src/fetch/http.ts
function follow(link2, from, location) {
  let next;
  try {
    next = Link.parse(location, from).orWithCredentialsOf(link2);
  } catch (cause) {
    const to = withoutCredentials(location);
    throw new BuildpackError("fetch::redirect-invalid", { link: String(link2), to }, { cause });
  }
  if (!isHttp(next)) throw new BuildpackError("fetch::redirect-leaves-http", { link: String(link2), to: String(next) });
  return next;
}
function watch(agent) {
  let isOverrun = false;
  const watched = Object.create(agent);
  watched.addRequest = (request, ...rest) => {
    request.on("error", ({ code }) => isOverrun ||= code?.startsWith("HPE_") === true);
    agent.addRequest(request, ...rest);
  };
  return { agent: watched, isOverrun: () => isOverrun };
}
function isHttp({ scheme }) {
  return scheme === "http" || scheme === "https";
}
var HttpClient;
var init_http = __esm({
  "src/fetch/http.ts"() {
    "use strict";
    init_defaults();
    init_errors();
    init_agents();
    init_link();
    HttpClient = class {
      #agents;
      /** @param certificateFile SSL_CERT_FILE, where the user has set it */
      constructor(certificateFile) {
        this.#agents = new Agents(certificateFile);
      }
      /**
       * Makes a GET request. Credentials go to the link's scheme, host and port only.
       *
       * @param headers go wherever redirects lead, and so may not hold credentials
       * @param onRedirect is called with each link that a redirect leads to, before that is asked; it may throw
       * @throws BuildpackError after ten redirects, or one to something that is not http; what node-fetch throws for
       *   a connection that fails
       */
      async get(link2, headers, signal, onRedirect = () => {
      }) {
        let at = link2;
        for (let redirects = 0; ; redirects += 1) {
          const response = await this.#request(at, headers, signal);
          const location = response.header("location");
          if (![301, 302, 303, 307, 308].includes(response.status) || location === void 0) return response;
          response.body.destroy();
          if (redirects === mostRedirects)
            throw new BuildpackError("fetch::too-many-redirects", { link: String(link2), most: mostRedirects });
          at = follow(link2, at, Buffer.from(location, "latin1").toString());
          onRedirect(at);
        }
      }
      async #request(link2, headers, signal) {
        const { default: fetch2 } = await Promise.resolve().then(() => __toESM(require("./on-demand/node-fetch.js"), 1));
        const { agent, isOverrun } = watch(await this.#agents.agentFor(link2));
        const response = await fetch2(link2.url, {
          redirect: "manual",
          // node-fetch would forward headers that it does not know to any host
          compress: false,
          // a .tgz that is sent with `Content-Encoding: gzip` would arrive as something else
          headers: {
            "Accept-Encoding": "identity",
            "User-Agent": `heroku-modular-buildpack/${version}`,
            ...link2.authorization === void 0 ? {} : { Authorization: link2.authorization },
            ...headers
          },
          agent,
          signal
        });
        const body = response.body;
        body.on("error", () => {
        });
        return { status: response.status, header: (name) => response.headers.get(name) ?? void 0, body, isOverrun };
      }
    };
  }
});

// src/fetch/schemes.ts
var schemes_exports = {};
__export(schemes_exports, {
  Transport: () => Transport
});
async function copy(link2, source, file, { wanted, mode, progress, abort, bound }) {
  const part = await PartFile.create(file, wanted, mode);
  try {
    const status = await (0, import_promises6.stat)(source);
    if (!status.isFile()) throw new Error("it is not a file");
    checkSize(status.size, String(link2), bound);
    for await (const chunk of (0, import_node_fs26.createReadStream)(source, { highWaterMark: 256 * 1024 })) {
      abort.throwIfAborted();
      await part.append(chunk);
      progress?.note(part.size, status.size);
    }
    return { isUnchanged: false, ...part.digest(), size: part.size, ...unknown };
  } catch (cause) {
    abort.throwIfAborted();
    if (cause instanceof DiskError) throw cause.cause;
    if (cause instanceof BuildpackError) throw cause;
    throw new BuildpackError("fetch::file-unreadable", { link: String(link2), reason: reasonOf(cause) }, { cause });
  } finally {
    await part.close();
  }
}
var import_node_fs26, import_promises6, Transport, unknown;
var init_schemes = __esm({
  "src/fetch/schemes.ts"() {
    "use strict";
    import_node_fs26 = require("node:fs");
    import_promises6 = require("node:fs/promises");
    init_errors();
    init_curl();
    init_hash();
    init_http();
    init_offline();
    init_part_file();
    init_transfer();
    Transport = class {
      #http;
      #offline;
      #certificateFile;
      /**
       * @param certificateFile SSL_CERT_FILE, where the user has set it
       * @param offline what there is instead of a network, for a build that may use none
       */
      constructor(certificateFile, offline) {
        this.#http = new HttpClient(certificateFile);
        this.#offline = offline;
        this.#certificateFile = certificateFile;
      }
      /**
       * Receives what a link stands for into a new file: http and https by ourselves, files by copying, all else
       * with the machine's curl.
       *
       * @param file must not exist; after an error it is for the caller to remove
       */
      async receive(link2, file, options) {
        const bundled = this.#offline?.find(link2);
        if (bundled !== void 0) {
          const received = await copy(link2, bundled.path, file, options);
          if (received.sha256 !== bundled.sha256) throw damaged(bundled.path, `its sha256 is ${received.sha256}`);
          return received;
        }
        if (link2.scheme === "file" && !this.#offline?.isMissing(link2)) return await copy(link2, link2.url, file, options);
        if (this.#offline !== void 0) throw this.#offline.lack(link2);
        if (isHttp(link2)) return await transfer(this.#http, link2, file, options);
        await (await PartFile.create(file, void 0, options.mode)).close();
        await receiveWithCurl(link2, file, { ...options, certificateFile: this.#certificateFile });
        return { isUnchanged: false, ...await hashFile(file, options.wanted), ...unknown };
      }
    };
    unknown = { etag: void 0, lastModified: void 0 };
  }
});

// src/fetch/downloader.ts
var downloader_exports = {};
__export(downloader_exports, {
  Downloader: () => Downloader
});
var import_node_fs27, import_node_path23, Downloader;
var init_downloader = __esm({
  "src/fetch/downloader.ts"() {
    "use strict";
    import_node_fs27 = require("node:fs");
    import_node_path23 = require("node:path");
    init_defaults();
    init_errors();
    init_files();
    init_output();
    init_artifacts();
    init_link_local();
    init_progress();
    init_known_hashes();
    init_retention();
    init_target();
    Downloader = class {
      artifacts;
      #options;
      #transport;
      #ahead;
      #ownDir;
      #count;
      #hashes = new KnownHashes();
      /** The links to where no repository has business, of which the log knows. */
      #told = /* @__PURE__ */ new Set();
      /** What is being fetched, by target. */
      #inTurn = /* @__PURE__ */ new Map();
      /** @param count is called for each file that was fetched */
      constructor(options, count) {
        this.#options = options;
        this.#count = count;
        this.#ownDir = (0, import_node_path23.join)(options.cacheDir, ownCache);
        this.artifacts = new ArtifactCache(options.cacheDir, this.#ownDir);
      }
      /**
       * Fetches a file. The target appears complete and with the right checksum, or not at all; what stood there
       * before stays until then.
       */
      async fetch(link2, target, wanted) {
        const options = { wanted, bound: this.#boundOf("download") };
        const file = await this.#fetchTo(link2, target, options, (part, hashes) => this.#note(link2, target, part, hashes));
        detail(`Downloaded ${String(link2)}`);
        return file;
      }
      /** The same, but fetches nothing where the target is there already and known to be right. */
      async fetchCached(link2, target, wanted) {
        const before = this.#inTurn.get(target);
        const file = (async () => {
          await before?.catch(() => {
          });
          const found = await this.#findCached(link2, target, wanted).catch((cause) => {
            throw this.#tell(link2, target, cause);
          });
          if (found === void 0) return await this.fetch(link2, target, wanted);
          if (wanted !== void 0) this.#record(link2, found);
          return found;
        })();
        this.#inTurn.set(target, file);
        return await file;
      }
      /** An installer, kept under its checksum, and checked on every use. */
      async fetchInstaller(link2, wanted, onRedirect) {
        const file = (0, import_node_path23.join)(this.#ownDir, "installers", `${wanted.hex}.sh`);
        noteUse(file);
        const hashes = await this.#verify(file, wanted);
        if (hashes === void 0)
          return await this.#fetchTo(link2, file, { wanted, onRedirect, bound: this.#boundOf("installer") });
        const kept = { path: file, sha256: hashes.sha256 };
        this.#record(link2, kept);
        return kept;
      }
      /** Fetches an index into a new file, if the repository has another one than the conditions say. */
      async fetchIndex(link2, file, options) {
        return await this.#receive(link2, file, { ...options, bound: this.#boundOf("index"), mode: indexMode });
      }
      /**
       * Fetches a file that will be asked for, as it seems. Gives what is made of it, unverified, or undefined if it has not come.
       * Whoever asks for it gets the file, or the error, as if it were fetched then.
       */
      async fetchAhead(link2, { kind, ...options }, use) {
        if (this.#options.abort.aborted || isLinkLocal(link2)) return void 0;
        this.#ahead ??= this.#makeAhead();
        return await (await this.#ahead).fetch(link2, { ...options, bound: this.#boundOf(kind) }, use);
      }
      /** Ends what is being fetched ahead, and removes what nobody has asked for. */
      async stopAhead() {
        await (await this.#ahead)?.stop();
      }
      async #makeAhead() {
        const [{ Ahead: Ahead2 }, transport] = await Promise.all([
          Promise.resolve().then(() => (init_ahead(), ahead_exports)),
          this.#transport ??= this.#makeTransport()
        ]);
        return await Ahead2.make(this.#options.cacheDir, transport.receive.bind(transport), this.#options.timeout);
      }
      /** Whether a helper would fetch a file, and not find it in the cache, as far as that can be told without reading files. */
      isMissing(link2, target) {
        if (statusOf(target) !== void 0) return false;
        return !this.artifacts.holds(target) || this.artifacts.find(target, String(link2)) === void 0;
      }
      /** Hashes a file of the cache that a helper will ask for, as it seems, while the shell is at work on something else. */
      hashAhead(target, wanted) {
        this.#hashes.hashAhead(target, wanted);
      }
      /** The cached copy of an installer, which has not been checked; undefined where there is none. */
      installerFile({ hex }) {
        const file = (0, import_node_path23.join)(this.#ownDir, "installers", `${hex}.sh`);
        return statusOf(file)?.isFile() ? file : void 0;
      }
      /** @param prepare is called with the file before it gets to its place */
      async #fetchTo(link2, target, options, prepare = () => {
      }) {
        const { wanted } = options;
        checkTarget(String(link2), target);
        const part = temporaryBeside(target);
        try {
          makeDirectory((0, import_node_path23.dirname)(target));
          const received = await this.#receive(link2, part, options);
          if (received.isUnchanged) throw new BuildpackError("fetch::status", { link: String(link2), status: 304 });
          const found = wanted?.algorithm === "md5" ? received.md5 : received.sha256;
          if (wanted !== void 0 && found !== wanted.hex) {
            const facts = { link: String(link2), wanted: wanted.hex, found: found ?? "", algorithm: wanted.algorithm };
            throw new BuildpackError("fetch::checksum-mismatch", facts);
          }
          prepare(part, received);
          (0, import_node_fs27.renameSync)(part, target);
          this.#hashes.note(target, received);
          this.#count();
          return { path: target, sha256: received.sha256 };
        } catch (cause) {
          throw this.#tell(link2, target, cause);
        } finally {
          if (statusOf(part)) (0, import_node_fs27.rmSync)(part);
        }
      }
      #boundOf(kind) {
        const most = { index: largestIndex, installer: largestFetchedInstaller, download: this.#options.largestDownload };
        return { kind, bytes: most[kind] };
      }
      /** What the file system says, with the link and the target. */
      #tell(link2, target, cause) {
        if (cause instanceof BuildpackError || this.#options.abort.aborted) return cause;
        return notWritable(String(link2), target, cause);
      }
      async #receive(link2, file, { tell = warn, ...given }) {
        const note = (to, origin) => {
          if (isLinkLocal(to) && !this.#told.has(String(to))) tell(describeLinkLocal(to, origin));
          if (isLinkLocal(to)) this.#told.add(String(to));
        };
        const onRedirect = (to) => {
          given.onRedirect?.(to);
          note(to, link2);
        };
        const options = { ...given, onRedirect };
        note(link2);
        const progress = new Progress((0, import_node_path23.basename)(link2.url.pathname) || String(link2));
        const { timeout, recording, abort } = this.#options;
        try {
          const ahead = options.conditions ? void 0 : await (await this.#ahead)?.take(link2, file, { ...options, progress });
          if (ahead !== void 0) return ahead;
          const transport = await (this.#transport ??= this.#makeTransport());
          const receive = async () => await transport.receive(link2, file, { ...options, timeout, progress, abort });
          const received = await receive().catch(async (error) => {
            if (!isDiskFull(error) || !await (await this.#ahead)?.stop()) throw error;
            (0, import_node_fs27.rmSync)(file, { force: true });
            return await receive();
          });
          if (!received.isUnchanged) recording?.add(link2, file, received, options.conditions !== void 0);
          return received;
        } finally {
          progress.stop();
        }
      }
      /** Keeps what another link has brought, and who asks for this one alone will need. */
      #record(link2, { path, sha256 }) {
        this.#options.recording?.add(link2, path, { sha256, size: statusOf(path)?.size ?? 0 }, false);
      }
      /** Makes it known of a target in the cache where it came from, so that the next build need not fetch it. */
      #note(link2, target, file, hashes) {
        if (this.artifacts.holds(target)) this.artifacts.add(target, String(link2), file, hashes);
      }
      /** What speaks to the network is loaded for the first file that comes from there. */
      async #makeTransport() {
        const { Transport: Transport2 } = await Promise.resolve().then(() => (init_schemes(), schemes_exports));
        return new Transport2(this.#options.certificateFile, this.#options.offline);
      }
      /** The target, if it is what the link has given before, or what the checksum says; else what was kept of it. */
      async #findCached(link2, target, wanted) {
        const record = this.artifacts.holds(target) ? this.artifacts.find(target, String(link2)) : void 0;
        if (statusOf(target)?.isFile()) {
          if (wanted !== void 0) {
            const hashes = await this.#verify(target, wanted);
            if (hashes !== void 0) {
              if (record?.sha256 !== hashes.sha256) this.#note(link2, target, target, hashes);
              return { path: target, sha256: hashes.sha256 };
            }
          } else if (record !== void 0 && await this.artifacts.isCurrent(target, record)) {
            return { path: target, sha256: record.sha256 };
          } else if (record === void 0 && !this.artifacts.isFromElsewhere(target, String(link2))) {
            const hashes = await this.#hashes.of(target, void 0);
            if (hashes !== void 0) return { path: target, sha256: hashes.sha256 };
          }
        }
        const stored = record === void 0 ? void 0 : await this.artifacts.restore(target, record, wanted);
        return stored === void 0 ? void 0 : { path: target, sha256: stored };
      }
      /** What a file hashes to, if it is there and has the checksum. */
      async #verify(path, wanted) {
        const hashes = await this.#hashes.of(path, wanted);
        return hashes?.[wanted.algorithm] === wanted.hex ? hashes : void 0;
      }
    };
  }
});

// src/resolve/index-file.ts
function parseLine(text2, line2) {
  const words = text2.replace(/^\uFEFF|\r$/g, "");
  const [name = "", link2, checksumText] = words.split(/[ \t]+/).filter((word) => word !== "");
  const checksum = parseChecksum(checksumText ?? "");
  if (!packageName2.test(name) || link2 === void 0 || checksum === void 0) return void 0;
  return { name, link: link2, checksum, line: line2 };
}
function checkIndex(body) {
  let entries = 0;
  const malformed = [];
  body.toString().split("\n").forEach((text2, index) => {
    if (/^\uFEFF?[ \t]*(?:#|\r?$)/.test(text2)) return;
    if (parseLine(text2, index + 1) === void 0) malformed.push(index + 1);
    else entries += 1;
  });
  return { entries, malformed };
}
function findInIndex(body, name) {
  const entries = [];
  const lines = new LineCounter(body);
  let at = body.indexOf(name);
  while (at !== -1) {
    const start2 = body.lastIndexOf(10, at) + 1;
    const newline2 = body.indexOf(10, at);
    const end2 = newline2 === -1 ? body.length : newline2;
    const isFirst = body.toString("utf8", start2, at).trim() === "";
    const entry = isFirst ? parseLine(body.toString("utf8", start2, end2), 0) : void 0;
    if (entry?.name === name) entries.push({ ...entry, line: lines.lineAt(start2) });
    at = body.indexOf(name, end2);
  }
  return entries;
}
function entriesInIndex(body) {
  return body.toString().split("\n").flatMap((text2, index) => {
    const entry = parseLine(text2, index + 1);
    const [, description = ""] = /^\S+[ \t]+\S+[ \t]+\S+[ \t]+#(.*)$/.exec(text2.trim()) ?? [];
    return entry === void 0 ? [] : { ...entry, description: description.trim() || void 0 };
  });
}
function namesInIndex(body) {
  return body.toString().split("\n").flatMap((text2) => parseLine(text2, 0)?.name ?? []);
}
var packageName2, LineCounter;
var init_index_file = __esm({
  "src/resolve/index-file.ts"() {
    "use strict";
    init_checksum();
    packageName2 = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
    LineCounter = class {
      #body;
      #line = 1;
      #start = 0;
      constructor(body) {
        this.#body = body;
      }
      /** @param start of a line, not before the one that was asked for last */
      lineAt(start2) {
        for (; this.#start < start2; this.#line += 1) this.#start = this.#body.indexOf(10, this.#start) + 1;
        return this.#line;
      }
    };
  }
});

// src/resolve/plain-links.ts
function isPlain({ scheme, url }) {
  return !protectedSchemes.includes(scheme) && !/^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
}
function refusePlain(what, link2, origin) {
  if (!isPlain(link2)) return;
  const facts = { what, scheme: link2.scheme, link: String(link2), origin: origin && String(origin) };
  throw new BuildpackError("resolve::plain-refused", facts);
}
var protectedSchemes;
var init_plain_links = __esm({
  "src/resolve/plain-links.ts"() {
    "use strict";
    init_errors();
    protectedSchemes = ["https", "file", "ftps", "sftp", "scp"];
  }
});

// src/fetch/index-users.ts
function indexWithoutUsers(body, index) {
  if (!body.includes("@")) return body;
  const lines = body.toString("latin1").split("\n");
  return Buffer.from(lines.map((line2) => lineWithoutUsers(line2, index)).join("\n"), "latin1");
}
function partsOfLine(line2) {
  const [, before = "", link2 = "", after = line2] = /^(\s*[^\s#]\S*\s+)([^\s#]\S*)([^]*)$/.exec(line2) ?? [];
  return [before, link2, after];
}
function lineWithoutUsers(line2, index) {
  const [before, link2, after] = partsOfLine(line2);
  return withoutUsers(before) + linkWithoutUser(link2, index) + withoutUsers(after);
}
function withoutUsers(text2) {
  return text2.replaceAll(/\/\/[^\s/?#\\]*@/g, "//");
}
function linkWithoutUser(text2, index) {
  if (!text2.includes("@")) return text2;
  const url = parse2(text2, index);
  if (url === void 0) return withoutUser(text2);
  if (url.username === "" && url.password === "") return text2.replace(/^[^/?#\\:]+:[^/?#\\]*@/, "");
  url.username = "";
  url.password = "";
  const plain = withoutUser(text2);
  return parse2(plain, index)?.href === url.href ? plain : url.href;
}
function parse2(text2, index) {
  try {
    return new URL(Buffer.from(text2, "latin1").toString(), index.url);
  } catch {
    return void 0;
  }
}
var init_index_users = __esm({
  "src/fetch/index-users.ts"() {
    "use strict";
    init_link();
  }
});

// src/resolve/stored-index.ts
function readStoredIndex(file) {
  noteUse(file);
  try {
    const content = (0, import_node_fs28.readFileSync)(file);
    const sum = content.subarray(0, content.indexOf(newline));
    const rest = content.subarray(sum.length + 1);
    if (sha256Of2(rest) !== sum.toString()) return void 0;
    const end2 = rest.indexOf(newline);
    return {
      description: JSON.parse(rest.toString("utf8", 0, end2)),
      body: rest.subarray(end2 + 1)
    };
  } catch {
    return void 0;
  }
}
function writeStoredIndex(file, { description, body }) {
  const rest = Buffer.concat([Buffer.from(JSON.stringify(description)), newline, body]);
  replaceFile(file, Buffer.concat([Buffer.from(sha256Of2(rest)), newline, rest]), indexMode);
}
function sha256Of2(bytes) {
  return (0, import_node_crypto6.createHash)("sha256").update(bytes).digest("hex");
}
var import_node_crypto6, import_node_fs28, newline;
var init_stored_index = __esm({
  "src/resolve/stored-index.ts"() {
    "use strict";
    import_node_crypto6 = __toESM(require_node_crypto(), 1);
    import_node_fs28 = require("node:fs");
    init_defaults();
    init_retention();
    init_files();
    newline = Buffer.from("\n");
  }
});

// src/resolve/repository.ts
function startOf(body) {
  const text2 = body.toString("utf8", 0, 64 * 1024);
  return text2.replaceAll(/\S+/g, withoutUser2).slice(0, 60);
}
function withoutUser2(word) {
  const end2 = word.lastIndexOf("@") + 1;
  const start2 = word.indexOf("//") + 2;
  if (start2 > 1 && start2 <= end2) return word.slice(0, start2) + word.slice(end2);
  return word.slice(0, end2).includes(":") ? word.slice(end2) : word;
}
function countMore(more) {
  if (more <= 0) return [];
  return [more === 1 ? "So is 1 more line there." : `So are ${more} more lines there.`];
}
function isUnreachable(error) {
  if (!(error instanceof BuildpackError)) return false;
  const { code, facts } = error;
  if (code !== "fetch::unreachable" && code !== "fetch::status") return false;
  const { status } = facts;
  return status === void 0 || status === 429 || status >= 500;
}
function describeAge(milliseconds) {
  const minutes = Math.round(milliseconds / 6e4);
  if (minutes < 2) return "a minute";
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 60 / 24)} days`;
}
var import_node_crypto7, import_node_fs29, import_node_path24, ofRepository, Repository;
var init_repository = __esm({
  "src/resolve/repository.ts"() {
    "use strict";
    import_node_crypto7 = __toESM(require_node_crypto(), 1);
    import_node_fs29 = require("node:fs");
    import_node_path24 = require("node:path");
    init_defaults();
    init_errors();
    init_index_users();
    init_target();
    init_tries();
    init_files();
    init_output();
    init_index_file();
    init_plain_links();
    init_stored_index();
    ofRepository = "The index of a repository";
    Repository = class {
      link;
      #options;
      #file;
      #body;
      /** Says that somebody needs the index, and no longer only guesses so. */
      #need = () => {
      };
      #isNeeded = new Promise((resolve6) => this.#need = resolve6);
      /** Whether this build has asked the repository itself. */
      #isAsked = false;
      /** Whether a redirect on the way of the index that is used was to another machine over plain http. */
      #cameInPlain = false;
      /** What the log has to be told once somebody needs the index. */
      #unsaid = [];
      /** The malformed lines that the log names already. */
      #warnedOf;
      constructor(link2, options) {
        this.link = link2;
        this.#options = options;
        this.#file = (0, import_node_path24.join)(options.cacheDir, ownCache, "indexes", (0, import_node_crypto7.createHash)("sha256").update(String(link2)).digest("hex"));
      }
      /** The index: the one in the cache if it is young enough, else what the repository says. */
      async body() {
        this.#need();
        return await this.peek().finally(() => this.#say());
      }
      /** The same for who only guesses that it will be needed: the log is told nothing yet. */
      async peek() {
        this.#body ??= this.#load();
        return await this.#body;
      }
      /** The scheme by which the index came, if anybody on the way could have changed it. To be asked when it has come. */
      get plainScheme() {
        if (this.#options.offline !== void 0) return void 0;
        if (isPlain(this.link)) return this.link.scheme;
        return this.#cameInPlain ? "http" : void 0;
      }
      #say() {
        this.#unsaid.splice(0).forEach((message) => warn(message));
      }
      /** Asks the repository, unless this build has. */
      async refresh() {
        if (this.#isAsked || this.#options.offline !== void 0) return;
        this.#need();
        this.#body = this.#ask(this.#readKept());
        await this.#body.finally(() => this.#say());
      }
      async #load() {
        if (this.#options.isStrict) refusePlain(ofRepository, this.link);
        const kept = this.#readKept();
        const { offline } = this.#options;
        if (offline?.find(this.link) !== void 0) return await this.#ask(void 0);
        if (offline !== void 0 && kept !== void 0) return this.#use(kept);
        const age = kept === void 0 || kept.description.hadUsers ? Infinity : Date.now() - kept.description.fetchedAt;
        if (kept === void 0 || this.#options.reload || age < 0 || age > indexFreshness) return await this.#ask(kept);
        return this.#use(kept);
      }
      async #ask(kept) {
        this.#isAsked = true;
        const part = temporaryBeside(this.#file);
        try {
          makeDirectory((0, import_node_path24.join)(this.#file, ".."));
          let cameInPlain = false;
          const onRedirect = (to) => {
            if (this.#options.isStrict) refusePlain(ofRepository, to, this.link);
            cameInPlain ||= isPlain(to);
          };
          const conditions = this.#conditions(kept?.description);
          const pause = pauseUntil(this.#isNeeded);
          const tell = (message) => this.#unsaid.push(message);
          const options = { conditions, onRedirect, pause, tell };
          const answer2 = await this.#options.downloader.fetchIndex(this.link, part, options);
          if (answer2.isUnchanged && kept !== void 0) {
            cameInPlain ||= kept.description.cameInPlain;
            const index = { ...kept, description: { ...kept.description, fetchedAt: Date.now(), cameInPlain } };
            writeStoredIndex(this.#file, index);
            return this.#use(index);
          }
          if (answer2.isUnchanged) throw new BuildpackError("fetch::status", { link: String(this.link), status: 304 });
          const body = (0, import_node_fs29.readFileSync)(part);
          const report2 = this.#check(body);
          const { etag, lastModified } = answer2;
          const plain = indexWithoutUsers(body, this.link);
          const facts = { etag, lastModified, fetchedAt: Date.now(), ...report2, cameInPlain, hadUsers: plain !== body };
          const description = { link: String(this.link), ...facts };
          writeStoredIndex(this.#file, { description, body: plain });
          return this.#use({ description, body });
        } catch (error) {
          if (isUnreachable(error)) return this.#useOld(kept, error);
          if (error instanceof BuildpackError || this.#options.abort.aborted) throw error;
          throw notWritable(String(this.link), this.#file, error);
        } finally {
          if (statusOf(part)) (0, import_node_fs29.rmSync)(part);
        }
      }
      /** Headers that let the repository say that nothing has changed; none where everything is to be fetched again. */
      #conditions(stored) {
        if (stored === void 0 || stored.hadUsers || this.#options.reload) return {};
        return {
          ...stored.etag === void 0 ? {} : { "If-None-Match": stored.etag },
          ...stored.lastModified === void 0 ? {} : { "If-Modified-Since": stored.lastModified }
        };
      }
      #check(body) {
        const repository = String(this.link);
        if (body.includes(0)) throw new BuildpackError("resolve::index-not-text", { repository });
        const report2 = checkIndex(body);
        if (report2.entries === 0)
          throw new BuildpackError("resolve::index-without-packages", { repository, start: startOf(body) });
        return report2;
      }
      /** What is in the cache, for want of anything newer. */
      #useOld(kept, error) {
        const facts = { repository: String(this.link), reason: error.message };
        if (kept === void 0) throw new BuildpackError("resolve::repository-unreachable", facts, { cause: error });
        if (this.#options.isStrict) throw new BuildpackError("resolve::old-index-refused", facts, { cause: error });
        this.#unsaid.push(
          `${error.message}
The index that is in the cache is used instead; it is ${describeAge(Date.now() - kept.description.fetchedAt)} old.`
        );
        return this.#use(kept);
      }
      #use({ description: { malformed, cameInPlain }, body }) {
        this.#cameInPlain = cameInPlain;
        if (malformed.length > 0 && malformed.join() !== this.#warnedOf) {
          this.#warnedOf = malformed.join();
          if (this.#options.isStrict)
            throw new BuildpackError("resolve::malformed-lines", { repository: String(this.link), lines: malformed });
          const more = malformed.length - mostMalformedWarnings;
          const lines = malformed.slice(0, mostMalformedWarnings).map((line2) => `${String(this.link)}, line ${line2}, is malformed: it has to be a name, a link and a checksum.`);
          this.#unsaid.push([...lines, ...countMore(more)].join("\n"));
        }
        return body;
      }
      /** What is in the cache, unless a strict build may not use how it got there. */
      #readKept() {
        const kept = readStoredIndex(this.#file);
        return this.#options.isStrict && kept?.description.cameInPlain ? void 0 : kept;
      }
    };
  }
});

// src/resolve/repositories.ts
var repositories_exports = {};
__export(repositories_exports, {
  Repositories: () => Repositories
});
function warnOfPlain(repositories) {
  const links = repositories.map(({ link: link2 }) => `${String(link2)}${isPlain(link2) ? "" : " (by a redirect)"}`);
  const schemes = [...new Set(repositories.map(({ plainScheme }) => plainScheme))];
  warn(
    `${links.join(" and ")} ${links.length === 1 ? "comes" : "come"} over plain ${schemes.join(" and ")}: whoever is on the way can change what is run here, and no checksum tells, since they come by the same way.
Use https.`
  );
}
function resolveLink({ name, link: text2, line: line2 }, repository) {
  const facts = { name, repository: String(repository), line: line2 };
  let link2;
  try {
    link2 = Link.parse(text2, repository);
  } catch (cause) {
    throw new BuildpackError("resolve::invalid-link", { ...facts, link: withoutCredentials(text2) }, { cause });
  }
  if (link2.scheme === "file" && repository.scheme !== "file")
    throw new BuildpackError("resolve::file-link-refused", { ...facts, link: String(link2) });
  return link2;
}
var Repositories, nothing;
var init_repositories = __esm({
  "src/resolve/repositories.ts"() {
    "use strict";
    init_errors();
    init_checksum();
    init_link();
    init_index_file();
    init_output();
    init_plain_links();
    init_repository();
    Repositories = class {
      #repositories;
      #isStrict;
      #hasWarned = false;
      /** What was found before, by index: a name may be looked for ahead, and again. */
      #known = /* @__PURE__ */ new WeakMap();
      constructor(options) {
        this.#isStrict = options.isStrict;
        this.#repositories = options.links.map((link2) => new Repository(link2, options));
      }
      get links() {
        return this.#repositories.map(({ link: link2 }) => link2);
      }
      /**
       * The package of a name. If none has it, every index is fetched anew first, once per build.
       *
       * @throws BuildpackError if a repository cannot be used, or two lines say different things of the name
       */
      async find(name) {
        const found = this.#search(name, await this.#bodies());
        if (found !== void 0) return found;
        await this.refresh();
        return this.#search(name, await this.#bodies());
      }
      /** The same for who only guesses: nothing is fetched anew, and the log is told nothing. */
      async peek(name) {
        return this.#search(name, await Promise.all(this.#repositories.map(async (repository) => await repository.peek())));
      }
      /** Fetches every index anew that this build has not fetched yet. */
      async refresh() {
        await Promise.all(this.#repositories.map(async (repository) => await repository.refresh()));
      }
      /** All the names that are offered, for suggestions. */
      async names() {
        return (await this.#bodies()).flatMap(namesInIndex);
      }
      /** All that is offered, in the order of the repositories. Links are not looked at yet. */
      async list() {
        const bodies = await this.#bodies();
        return this.#repositories.flatMap(
          ({ link: repository }, index) => entriesInIndex(bodies[index] ?? nothing).map(({ name, description, checksum }) => {
            return { name, description, checksum, repository };
          })
        );
      }
      /** The indexes, in the order of the repositories. What is to be thought of how they came is told once. */
      async #bodies() {
        const bodies = await Promise.all(this.#repositories.map(async (repository) => await repository.body()));
        const plain = this.#repositories.filter(({ plainScheme }) => plainScheme !== void 0);
        if (plain.length > 0 && !this.#hasWarned) warnOfPlain(plain);
        this.#hasWarned = true;
        return bodies;
      }
      #search(name, bodies) {
        const lines = this.#repositories.flatMap(
          ({ link: link3 }, index) => this.#findLines(bodies[index] ?? nothing, name).map((entry) => ({ ...entry, repository: link3 }))
        );
        const [first] = lines;
        if (first === void 0) return void 0;
        const sums = new Set(lines.map(({ checksum }) => formatChecksum(checksum)));
        if (sums.size > 1) {
          const places = lines.map(
            ({ repository, line: line2, checksum }) => `${String(repository)}, line ${line2}: ${formatChecksum(checksum)}`
          );
          const isOfKinds = new Set(lines.map(({ checksum }) => checksum.algorithm)).size === sums.size;
          throw new BuildpackError(isOfKinds ? "resolve::incomparable" : "resolve::ambiguous", { name, places });
        }
        const link2 = resolveLink(first, first.repository);
        if (this.#isStrict) refusePlain(`The installer of ${name}`, link2);
        return { name, link: link2, checksum: first.checksum, repository: first.repository };
      }
      #findLines(index, name) {
        const known = this.#known.get(index) ?? /* @__PURE__ */ new Map();
        this.#known.set(index, known);
        const lines = known.get(name) ?? findInIndex(index, name);
        known.set(name, lines);
        return lines;
      }
    };
    nothing = Buffer.alloc(0);
  }
});

// node_modules/shell-quote/quote.js
var require_quote = __commonJS({
  "node_modules/shell-quote/quote.js"(exports2, module2) {
    "use strict";
    var OPS = (
      /** @type {const} */
      [
        "||",
        "&&",
        ";;&",
        ";;",
        ";&",
        "|&",
        "<(",
        ">(",
        "<<<",
        "<<-",
        "<<",
        ">>",
        ">&",
        ">|",
        "&>>",
        "&>",
        "<&",
        "<>",
        "&",
        ";",
        "(",
        ")",
        "|",
        "<",
        ">"
      ]
    );
    var LINE_TERMINATORS = /[\n\r\u2028\u2029]/;
    var GLOB_SHELL_SPECIAL = /[\s#!"$&'():;<=>@\\^`|~]/g;
    module2.exports = function quote4(xs) {
      var sawComment = false;
      return xs.map(function(s) {
        if (sawComment && typeof s === "string" && LINE_TERMINATORS.test(s)) {
          throw new TypeError("a token after a `comment` must not contain line terminators");
        }
        if (s === "") {
          return (
            /** @type {const} */
            "''"
          );
        }
        if (s && typeof s === "object") {
          if ("op" in s && s.op === "glob") {
            if (typeof s.pattern !== "string") {
              throw new TypeError("glob token requires a string `pattern`");
            }
            if (LINE_TERMINATORS.test(s.pattern)) {
              throw new TypeError("glob `pattern` must not contain line terminators");
            }
            if (s.pattern === "") {
              return (
                /** @type {const} */
                "''"
              );
            }
            return s.pattern.replace(GLOB_SHELL_SPECIAL, "\\$&");
          }
          if ("op" in s && typeof s.op === "string") {
            if (OPS.indexOf(s.op) < 0) {
              throw new TypeError("invalid `op` value: " + JSON.stringify(s.op));
            }
            return s.op.replace(/[\s\S]/g, "\\$&");
          }
          if ("comment" in s && typeof s.comment === "string") {
            if (LINE_TERMINATORS.test(s.comment)) {
              throw new TypeError("`comment` must not contain line terminators");
            }
            sawComment = true;
            return "#" + s.comment;
          }
          throw new TypeError("unrecognized object token shape");
        }
        if (/'/.test(s) && /!/.test(s)) {
          return "'" + s.replace(/'/g, `'"'"'`) + "'";
        }
        if (/["\s\\]/.test(s) && !/'/.test(s)) {
          return "'" + s + "'";
        }
        if (/["'\s]/.test(s)) {
          return '"' + s.replace(/(["\\$`])/g, "\\$1") + '"';
        }
        return String(s).replace(/([A-Za-z]:)?([#!"$&'()*,:;<=>?@[\\\]^`{|}~])/g, "$1\\$2");
      }).join(" ");
    };
  }
});

// node_modules/shell-quote/parse.js
var require_parse = __commonJS({
  "node_modules/shell-quote/parse.js"(exports2, module2) {
    "use strict";
    var CONTROL = (
      /** @type {const} */
      "(?:" + /** @type {const} */
      [
        "\\|\\|",
        "\\&(?:\\&|>>?)",
        // `&&`, `&>`, and `&>>`
        ";;\\&?",
        // `;;` and `;;&`
        "[;|]\\&",
        // `;&` and `|&`
        "\\<\\(",
        "\\<\\<\\<",
        "\\<\\<-",
        "\\<\\<(?!\\()",
        // `<<(` stays `<` and `<(`, as zsh reads it; other shells reject it
        ">>",
        ">[&|(]",
        // `>&`, `>|`, and `>(`
        "<[&>]",
        // `<&` and `<>`
        "[&;()|<>]"
      ].join(
        /** @type {const} */
        "|"
      ) + /** @type {const} */
      ")"
    );
    var controlRE = new RegExp("^" + CONTROL + "$");
    var META = (
      /** @type {const} */
      "|&;()<> \\t"
    );
    var SINGLE_QUOTE = (
      /** @type {const} */
      "'([^']*?)'"
    );
    var ANSI_C_BODY = "(?:\\\\[\\s\\S]|[^\\\\'])*?";
    var ANSI_C_QUOTE = "\\$'" + ANSI_C_BODY + "'";
    var ansiCAt = new RegExp("\\$'" + ANSI_C_BODY + "(?:(')|\\\\?$)", "g");
    var ANSI_C_LETTERS = "abeEfnrtv";
    var ANSI_C_CHARS = "\x07\b\x1B\x1B\f\n\r	\v";
    var hash = /^#$/;
    var SQ = (
      /** @type {const} */
      "'"
    );
    var DQ = (
      /** @type {const} */
      '"'
    );
    var DS = (
      /** @type {const} */
      "$"
    );
    var TOKEN = "";
    var mult = (
      /** @type {const} */
      4294967296
    );
    for (i = 0; i < 4; i++) {
      TOKEN += (mult * Math.random()).toString(16);
    }
    var i;
    var startsWithToken = new RegExp("^" + TOKEN);
    function matchAll(s, r) {
      var origIndex = r.lastIndex;
      var matches = [];
      var matchObj;
      while (matchObj = r.exec(s)) {
        matches[matches.length] = matchObj;
        if (r.lastIndex === matchObj.index) {
          r.lastIndex += 1;
        }
      }
      r.lastIndex = origIndex;
      return matches;
    }
    function getVar(env, pre, key) {
      var r = typeof env === "function" ? env(key) : env[key];
      if (typeof r === "undefined" && key != "") {
        r = "";
      } else if (typeof r === "undefined") {
        r = "$";
      }
      if (typeof r === "object") {
        return pre + TOKEN + JSON.stringify(r) + TOKEN;
      }
      return pre + r;
    }
    var ansiCEscape = /\\([0-7]{1,3}|x[\dA-Fa-f]{1,2}|u[\dA-Fa-f]{1,4}|U[\dA-Fa-f]{1,8}|c(?:\\\\|[\s\S])|[abeEfnrtv\\'"?])/g;
    function expandAnsiCEscape(m, escape) {
      var kind = escape.charAt(0);
      if (kind === "c") {
        var ctrl = escape.charAt(1);
        return ctrl === "?" ? "\x7F" : String.fromCharCode(ctrl.charCodeAt(0) & 31);
      }
      if (kind === "x" || kind === "u" || kind === "U") {
        var cp = parseInt(escape.slice(1), 16);
        if (cp > 1114111) {
          return m;
        }
        return String.fromCharCode.apply(null, cp > 65535 ? [55232 + (cp >> 10), 56320 + (cp & 1023)] : [cp]);
      }
      if (kind >= "0" && kind <= "7") {
        return String.fromCharCode(parseInt(escape, 8) & 255);
      }
      var letter = ANSI_C_LETTERS.indexOf(escape);
      return letter < 0 ? escape : ANSI_C_CHARS.charAt(letter);
    }
    function expandAnsiC(body) {
      return body.replace(ansiCEscape, expandAnsiCEscape).split("\0")[0];
    }
    function closesAnsiC(s, i2) {
      ansiCAt.lastIndex = i2;
      return !!/** @type {RegExpExecArray} */
      ansiCAt.exec(s)[1];
    }
    function parseInternal(string, env, opts) {
      if (!opts) {
        opts = {};
      }
      var BS = opts.escape || "\\";
      var ifs = opts.splitUnquoted === true ? " 	\n" : typeof opts.splitUnquoted === "string" ? opts.splitUnquoted : "";
      var BAREWORD = "(\\" + BS + `['"$\\` + BS + META + "]|\\$\\$|\\$(?!" + ANSI_C_QUOTE.slice(2) + `)|[^\\s'"$` + META + "])+";
      var DOUBLE_QUOTE = '"(?:\\' + BS + '[\\s\\S]|[^"\\' + BS + '])*"';
      var chunker = new RegExp([
        "(" + CONTROL + ")",
        // control chars
        "(" + ANSI_C_QUOTE + "|" + BAREWORD + "|" + DOUBLE_QUOTE + "|" + SINGLE_QUOTE + ")+"
      ].join("|"), "g");
      var matches = matchAll(string, chunker);
      if (matches.length === 0) {
        return [];
      }
      if (!env) {
        env = {};
      }
      var commented = false;
      return matches.map(function(match) {
        var s = match[0];
        if (!s || commented) {
          return void 0;
        }
        if (controlRE.test(s)) {
          return (
            /** @type {ControlOperator} */
            { op: s }
          );
        }
        var quote4 = false;
        var esc = false;
        var out = "";
        var words = [];
        var sawQuote = false;
        var pendingNw = null;
        var isGlob = false;
        var i2;
        function parseEnvVar() {
          i2 += 1;
          var varend;
          var varname;
          var char = s.charAt(i2);
          if (char === "{") {
            i2 += 1;
            if (s.charAt(i2) === "}") {
              throw new Error("Bad substitution: " + s.slice(i2 - 2, i2 + 1));
            }
            var depth = 1;
            varend = i2;
            while (depth > 0 && varend < s.length) {
              if (s.charAt(varend) === "{" && s.charAt(varend - 1) === "$") {
                depth += 1;
              } else if (s.charAt(varend) === "}") {
                depth -= 1;
              }
              varend += 1;
            }
            if (depth !== 0) {
              throw new Error("Bad substitution: " + s.slice(i2));
            }
            varend -= 1;
            varname = s.slice(i2, varend);
            i2 = varend;
          } else if (/[*@#?$!-]/.test(char)) {
            varname = char;
          } else {
            var slicedFromI = s.slice(i2);
            varend = slicedFromI.match(/[^\w\d_]/);
            if (!varend) {
              varname = slicedFromI;
              i2 = s.length;
            } else {
              varname = slicedFromI.slice(0, varend.index);
              i2 += /** @type {number} */
              varend.index - 1;
            }
          }
          return getVar(
            /** @type {NonNullable<typeof env>} */
            env,
            "",
            varname
          );
        }
        function flushRun() {
          if (pendingNw === null) {
            return;
          }
          if (pendingNw === 0) {
            if (out !== "") {
              words[words.length] = out;
              out = "";
            }
          } else {
            words[words.length] = out;
            out = "";
            for (var fe = 1; fe < pendingNw; fe += 1) {
              words[words.length] = "";
            }
          }
          pendingNw = null;
        }
        for (i2 = 0; i2 < s.length; i2++) {
          var c = s.charAt(i2);
          if (ifs && c !== DS) {
            flushRun();
          }
          isGlob = isGlob || !quote4 && (c === "*" || c === "?");
          if (esc) {
            out += c;
            esc = false;
          } else if (quote4) {
            if (c === quote4) {
              quote4 = false;
            } else if (quote4 == SQ) {
              out += c;
            } else {
              if (c === BS) {
                i2 += 1;
                c = s.charAt(i2);
                if (c === DQ || c === BS || c === DS) {
                  out += c;
                } else {
                  out += BS + c;
                }
              } else if (c === DS) {
                out += parseEnvVar();
              } else {
                out += c;
              }
            }
          } else if (c === DQ || c === SQ) {
            quote4 = c;
            sawQuote = true;
          } else if (controlRE.test(c)) {
            return (
              /** @type {ControlOperator} */
              { op: s }
            );
          } else if (hash.test(c)) {
            commented = true;
            var commentObj = { comment: string.slice(match.index + i2 + 1) };
            if (out.length) {
              return (
                /** @type {const} */
                [out, commentObj]
              );
            }
            return (
              /** @type {const} */
              [commentObj]
            );
          } else if (c === BS) {
            esc = true;
          } else if (c === DS && s.charAt(i2 + 1) === SQ && closesAnsiC(s, i2)) {
            flushRun();
            sawQuote = true;
            out += expandAnsiC(s.slice(i2 + 2, ansiCAt.lastIndex - 1));
            i2 = ansiCAt.lastIndex - 1;
          } else if (c === DS) {
            var value = parseEnvVar();
            if (!ifs) {
              out += value;
            } else {
              for (var vi = 0; vi < value.length; vi += 1) {
                var vc = value.charAt(vi);
                if (ifs.indexOf(vc) < 0) {
                  flushRun();
                  out += vc;
                } else if (pendingNw === null) {
                  pendingNw = vc === " " || vc === "	" || vc === "\n" ? 0 : 1;
                } else if (vc !== " " && vc !== "	" && vc !== "\n") {
                  pendingNw += 1;
                }
              }
            }
          } else {
            out += c;
          }
        }
        if (isGlob) {
          return (
            /** @type {GlobPattern} */
            { op: "glob", pattern: out }
          );
        }
        if (ifs) {
          if (pendingNw !== null && pendingNw > 0) {
            words[words.length] = out;
            out = "";
            for (var te = 1; te < pendingNw; te += 1) {
              words[words.length] = "";
            }
          }
          if (out !== "" || sawQuote && words.length === 0) {
            words[words.length] = out;
          }
          return words;
        }
        return out;
      }).reduce(
        function(prev, arg) {
          if (typeof arg === "undefined") {
            return prev;
          }
          [].concat(arg).forEach(function(entry) {
            prev[prev.length] = entry;
          });
          return prev;
        },
        /** @type {ParseEntry[]} */
        []
      );
    }
    module2.exports = function parse3(s, env, opts) {
      var mapped = parseInternal(s, env, opts);
      if (typeof env !== "function") {
        return mapped;
      }
      return mapped.reduce(
        function(acc, s2) {
          if (typeof s2 === "object") {
            acc[acc.length] = s2;
            return acc;
          }
          var xs = s2.split(RegExp("(" + TOKEN + ".*?" + TOKEN + ")", "g"));
          if (xs.length === 1) {
            acc[acc.length] = xs[0];
            return acc;
          }
          xs.filter(Boolean).forEach(function(x) {
            acc[acc.length] = startsWithToken.test(x) ? JSON.parse(x.split(TOKEN)[1]) : x;
          });
          return acc;
        },
        /** @type {ParseEntry[]} */
        []
      );
    };
  }
});

// node_modules/shell-quote/index.js
var require_shell_quote = __commonJS({
  "node_modules/shell-quote/index.js"(exports2) {
    "use strict";
    exports2.quote = require_quote();
    exports2.parse = require_parse();
  }
});

// src/modular.ts
var import_node_path49 = require("node:path");

// src/commands/modular.ts
init_defaults();
init_output();

// src/commands/build-app.ts
init_output();

// src/local/cloud-foundry-build.ts
var import_node_fs11 = require("node:fs");
var import_node_os6 = require("node:os");
var import_node_path10 = require("node:path");
init_defaults();
init_errors();
init_files();
init_output();

// src/local/app-copy.ts
var import_node_fs4 = require("node:fs");
var import_node_os2 = require("node:os");
var import_node_path2 = require("node:path");
init_errors();
init_files();

// src/tree-copy.ts
var import_node_child_process2 = require("node:child_process");
var import_node_fs3 = require("node:fs");
var import_node_util = require("node:util");
init_errors();
init_guard();
var execute = (0, import_node_util.promisify)(import_node_child_process2.execFile);
async function copyTree(from, to, { without, abort } = {}) {
  const options = abort === void 0 ? {} : { signal: abort };
  const copy2 = ["cp", "-a", "--reflink=auto"];
  try {
    (0, import_node_fs3.mkdirSync)(to, { recursive: true });
    if (without === void 0) await run("cp", [...copy2.slice(1), "--", `${from}/.`, to], options);
    else {
      const entries = [from, "-mindepth", "1", "-maxdepth", "1", "!", "-name", without];
      await run("find", [...entries, "-exec", ...copy2, "--target-directory", to, "--", "{}", "+"], options);
    }
  } catch (cause) {
    abort?.throwIfAborted();
    const reason = cause.stderr?.trim() || reasonOf(cause);
    throw new BuildpackError("machine::not-copied", { from, to, reason }, { cause });
  }
}
async function run(program, args, options) {
  startGuard();
  const running = execute(program, args, options);
  const release2 = endWithUs(running.child);
  await running.finally(release2);
}

// src/local/app-copy.ts
function makeOut(source, out, prefix) {
  refuseInside(source, out ?? (0, import_node_os2.tmpdir)(), out === void 0 ? "TMPDIR" : "--out");
  if (out === void 0) return { directory: (0, import_node_fs4.mkdtempSync)((0, import_node_path2.join)((0, import_node_fs4.realpathSync)((0, import_node_os2.tmpdir)()), prefix)), isNew: true };
  const directory = (0, import_node_path2.resolve)(out);
  const isNew = statusOf(directory) === void 0;
  if (!isNew && !isEmptyDirectory(directory)) throw new BuildpackError("local::out-in-use", { out: directory });
  try {
    (0, import_node_fs4.mkdirSync)(directory, { recursive: true });
  } catch (cause) {
    throw new BuildpackError(
      "machine::not-copied",
      { from: source, to: directory, reason: reasonOf(cause) },
      { cause }
    );
  }
  return { directory, isNew };
}
async function moveTree(from, to) {
  try {
    (0, import_node_fs4.renameSync)(from, to);
  } catch (error) {
    if (error.code !== "EXDEV") throw error;
    await copyTree(from, to);
    removeTree(from);
  }
}
function removeOut({ directory, isNew }) {
  const paths = isNew ? [directory] : (0, import_node_fs4.readdirSync)(directory).map((name) => (0, import_node_path2.join)(directory, name));
  paths.forEach((path) => removeTree(path));
}
function refuseInside(appDir, directory, option) {
  const path = (0, import_node_path2.relative)(findApp(appDir), realPathOf((0, import_node_path2.resolve)(directory)));
  if (path !== ".." && !path.startsWith("../"))
    throw new BuildpackError("local::inside-app", { option, directory, appDir });
}
function findApp(appDir) {
  if (!statusOf(appDir)?.isDirectory())
    throw new BuildpackError("usage::wrong", { message: `modular: APP_DIR is not a directory: ${appDir}` });
  return (0, import_node_fs4.realpathSync)(appDir);
}
function refuseAround(appDir, cacheDir) {
  const path = (0, import_node_path2.relative)(realPathOf(cacheDir), appDir);
  if (path !== ".." && !path.startsWith("../"))
    throw new BuildpackError("local::cache-around-app", { cache: cacheDir, appDir });
}
function realPathOf(path) {
  return statusOf(path) ? (0, import_node_fs4.realpathSync)(path) : (0, import_node_path2.join)(realPathOf((0, import_node_path2.dirname)(path)), (0, import_node_path2.basename)(path));
}
function isEmptyDirectory(path) {
  return statusOf(path)?.isDirectory() === true && (0, import_node_fs4.readdirSync)(path).length === 0;
}

// src/local/env-file.ts
var import_node_fs5 = require("node:fs");
init_errors();
async function readEnvFile(file) {
  if (file === void 0) return {};
  const { parse: parse3 } = await Promise.resolve().then(() => __toESM(require("./on-demand/dotenv.js"), 1));
  try {
    return parse3((0, import_node_fs5.readFileSync)(file));
  } catch (cause) {
    throw new BuildpackError("local::env-file-unreadable", { file, reason: reasonOf(cause) }, { cause });
  }
}

// src/local/launch-data.ts
var import_node_fs6 = require("node:fs");
var import_node_path3 = require("node:path");
init_errors();
init_files();
function mergeProcesses(before, added) {
  const byType = new Map([...before, ...added].map((process2) => [process2.type, process2]));
  return [...byType.values()];
}
function processTypesOf(processes) {
  return commandsOf(processes.filter(({ sidecarFor }) => sidecarFor.length === 0));
}
function sidecarsOf(processes, type) {
  return commandsOf(processes.filter(({ sidecarFor }) => sidecarFor.includes(type)));
}
function commandsOf(processes) {
  return new Map(processes.map(({ type, command }) => [type, command]));
}
async function readLaunchFile(depsDir, index) {
  const file = (0, import_node_path3.join)(depsDir, String(index), "launch.yml");
  if (statusOf(file) === void 0) return void 0;
  const name = `deps/${index}/launch.yml`;
  const processes = memberOf(await parse((0, import_node_fs6.readFileSync)(file, "utf8"), name), "processes") ?? [];
  if (!Array.isArray(processes)) throw unusable(name, "`processes` has to be a list");
  return processes.map((process2) => {
    const [type, command] = [memberOf(process2, "type"), memberOf(process2, "command")];
    if (typeof type !== "string" || typeof command !== "string")
      throw unusable(name, "each of `processes` has to have a type and a command");
    const sidecarFor = memberOf(memberOf(memberOf(process2, "platforms"), "cloudfoundry"), "sidecar_for") ?? [];
    if (!Array.isArray(sidecarFor) || !sidecarFor.every((each) => typeof each === "string"))
      throw unusable(name, `\`sidecar_for\` of ${type} has to be a list of process types`);
    return { type, command, sidecarFor };
  });
}
async function parseReleased(text2, name) {
  const released = await parse(text2, name) ?? {};
  if (!isMapping(released)) throw unusable(name, "it has to be a mapping");
  return asProcesses(released["default_process_types"], name);
}
async function readProcfile(directory) {
  const file = (0, import_node_path3.join)(directory, "Procfile");
  if (statusOf(file) === void 0) return [];
  return asProcesses(await parse((0, import_node_fs6.readFileSync)(file, "utf8"), "The Procfile"), "The Procfile");
}
function asProcesses(types, name) {
  if (!isMapping(types ?? {})) throw unusable(name, "it has to map process types to commands");
  return Object.entries(types ?? {}).map(([type, command]) => {
    if (command !== null && typeof command === "object")
      throw unusable(name, `the command of \`${type}\` has to be a string`);
    return { type, command: String(command ?? ""), sidecarFor: [] };
  });
}
function unusable(file, reason, cause) {
  return new BuildpackError("local::processes-unreadable", { file, reason }, { status: 224, cause });
}
async function parse(text2, name) {
  const { parse: parse3 } = await Promise.resolve().then(() => __toESM(require("./on-demand/yaml.js"), 1));
  try {
    return parse3(text2, { prettyErrors: false, logLevel: "error" });
  } catch (cause) {
    throw unusable(name, `it is not YAML: ${cause.message}`, cause);
  }
}
function isMapping(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
function memberOf(value, name) {
  return isMapping(value) ? value[name] : void 0;
}

// src/local/local-build.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);
var import_node_path6 = require("node:path");

// src/local/user-cache.ts
var import_node_os3 = require("node:os");
var import_node_path5 = require("node:path");

// src/config/environment.ts
var import_node_fs7 = require("node:fs");
var import_node_path4 = require("node:path");
init_defaults();
init_errors();
init_secrets();

// src/config/inherited.ts
var nothingInherited = {
  paths: /* @__PURE__ */ new Map(),
  variables: /* @__PURE__ */ new Map(),
  packages: [],
  isCompiled: false,
  bootLines: Buffer.alloc(0)
};
function inherit(variables, { paths, variables: replacing }) {
  for (const [name, directories] of paths) {
    const own = variables.get(name);
    const parts = [...directories.map((directory) => Buffer.from(directory)), ...own?.length ? [own] : []];
    variables.set(name, Buffer.concat(parts.flatMap((part, index) => index === 0 ? [part] : [colon, part])));
  }
  for (const [name, value] of replacing) variables.set(name, value);
}
var colon = Buffer.from(":");

// src/config/names.ts
var longestPackageName = 250;
var packageName = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
function isPackageName(word) {
  return packageName.test(word) && word.length <= longestPackageName;
}
function isVariableName(word) {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(word);
}

// src/config/environment.ts
var breaking = [
  ...["GIT_DIR", "LD_PRELOAD", "HOME", "PWD"],
  // what shells treat as their own
  ...["IFS", "ENV", "BASH_ENV", "CDPATH", "OPTIND", "UID", "EUID", "PPID", "SHELLOPTS", "BASHOPTS", "OLDPWD"],
  ...["BASH_COMPAT", "BASH_VERSINFO", "BASH_XTRACEFD", "FUNCNEST", "TMOUT"],
  // the contract with installers
  ...["BUILD_DIR", "CACHE_DIR", "ENV_DIR", "INSTALLER_DIR", "PACKAGE", "APP_DIR", "RUNTIME_DIR", "CONFIG_DIR"]
];
var neverLoaded = /* @__PURE__ */ new Set([...breaking, ...["PATH", "CPATH", "CPPATH", "LD_LIBRARY_PATH", "LIBRARY_PATH", "LANG"]]);
function isSecretName(name) {
  return /(?:^|_)(?:API_?KEY|AUTH|CREDENTIALS?|KEY|PASS|PASSPHRASE|PASSWD|PASSWORD|PWD|SECRET|TOKEN)(?:_|$)/i.test(
    name
  );
}
var ownToShells = /* @__PURE__ */ new Set([
  ...["IFS", "OPTIND", "UID", "EUID", "PPID", "SHELLOPTS", "BASHOPTS", "PWD", "OLDPWD", "_"],
  ...["BASH_COMPAT", "BASH_VERSINFO", "BASH_XTRACEFD", "FUNCNEST", "TMOUT"]
]);
var keptPrefix = "MODULAR_KEPT_";
function readEnvironment(envDir, inherited) {
  const variables = readProcessEnvironment();
  inherit(variables, inherited);
  const leftOut = { notIdentifiers: [], protected: [], withNul: [], tooLong: [] };
  for (const [name, value] of readConfigVariables(envDir, leftOut)) variables.set(name, value);
  for (const [name, value] of variables) if (isSecretName(name)) hideValue(name, value.toString());
  return { variables, leftOut, setting: (name) => variables.get(name)?.toString() };
}
function readProcessEnvironment() {
  const variables = /* @__PURE__ */ new Map();
  const text2 = (0, import_node_fs7.readFileSync)("/proc/self/environ", "latin1");
  for (const entry of text2.split("\0")) {
    const end2 = entry.indexOf("=");
    const given = entry.slice(0, Math.max(end2, 0));
    const name = given.startsWith(keptPrefix) ? given.slice(keptPrefix.length) : given;
    if (isVariableName(name) && !ownToShells.has(name))
      variables.set(name, Buffer.from(entry.slice(end2 + 1), "latin1"));
  }
  return variables;
}
function readConfigVariables(envDir, leftOut) {
  const variables = /* @__PURE__ */ new Map();
  if (envDir === void 0) return variables;
  let total = 0;
  for (const name of listFiles(envDir)) {
    if (!isVariableName(name)) leftOut.notIdentifiers.push(name);
    else if (neverLoaded.has(name)) leftOut.protected.push(name);
    else {
      const value = withoutTrailingNewlines(readValue(envDir, name));
      if (value.includes(0)) leftOut.withNul.push(name);
      else if (`${name}=`.length + value.length + 1 > longestVariable) leftOut.tooLong.push(name);
      else {
        variables.set(name, value);
        total += name.length + value.length;
      }
    }
  }
  if (total > mostConfigBytes)
    throw new BuildpackError("config::variables-too-large", { envDir, total, most: mostConfigBytes });
  return variables;
}
function listFiles(envDir) {
  try {
    const entries = (0, import_node_fs7.readdirSync)(envDir, { withFileTypes: true });
    return entries.flatMap((entry) => entry.isFile() || entry.isSymbolicLink() ? [entry.name] : []).sort();
  } catch (cause) {
    throw new BuildpackError("config::env-dir-unreadable", { envDir, reason: reasonOf(cause) }, { cause });
  }
}
function readValue(envDir, name) {
  try {
    return (0, import_node_fs7.readFileSync)((0, import_node_path4.join)(envDir, name));
  } catch (cause) {
    throw new BuildpackError(
      "config::variable-unreadable",
      { file: (0, import_node_path4.join)(envDir, name), reason: reasonOf(cause) },
      { cause }
    );
  }
}
function withoutTrailingNewlines(value) {
  let end2 = value.length;
  while (end2 > 0 && value[end2 - 1] === 10) end2 -= 1;
  return value.subarray(0, end2);
}
function processVariables() {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => value === void 0 ? [] : [[name, value]])
  );
}

// src/local/user-cache.ts
function userCache(name) {
  const caches = processVariables()["XDG_CACHE_HOME"] || (0, import_node_path5.join)((0, import_node_os3.homedir)(), ".cache");
  return (0, import_node_path5.join)(caches, "heroku-modular-buildpack", name);
}

// src/local/local-build.ts
function chooseCache(source, cache, suffix = "") {
  const directory = cache === void 0 ? defaultCache(source, suffix) : (0, import_node_path6.resolve)(cache);
  refuseInside(source, directory, "--cache");
  refuseAround(source, directory);
  return directory;
}
function defaultCache(path, suffix) {
  const id = (0, import_node_crypto.createHash)("sha256").update(path).digest("hex").slice(0, 12);
  return userCache(`${(0, import_node_path6.basename)(path)}-${id}${suffix}`);
}

// src/local/phase.ts
var import_node_child_process3 = require("node:child_process");
var import_node_os4 = require("node:os");
var import_node_path7 = require("node:path");
init_defaults();
init_errors();
init_guard();

// src/install/processes.ts
var import_node_fs8 = require("node:fs");
var import_promises = require("node:timers/promises");
init_defaults();
function processesOf({ session, socket }) {
  return [String(session), ...(0, import_node_fs8.readdirSync)("/proc").filter((name) => name !== String(session))].flatMap((name) => {
    const stat2 = /^\d+$/.test(name) && Number(name) !== process.pid ? readStat(Number(name)) : void 0;
    const isMember = stat2 !== void 0 && (stat2.session === session || socket !== void 0 && holds(name, socket));
    return isMember ? [{ pid: Number(name), program: stat2.program }] : [];
  });
}
async function endFamily(family, grace = termGrace) {
  const found = processesOf(family);
  signalAll(found, "SIGTERM");
  const start2 = Date.now();
  for (let left = found; left.length > 0; left = processesOf(family)) {
    const waited = Date.now() - start2;
    if (waited >= 2 * grace) break;
    if (waited >= grace) signalAll(left, "SIGKILL");
    await (0, import_promises.setTimeout)(5);
  }
  return found;
}
function holds(pid, socket) {
  const directory = `/proc/${pid}/fd`;
  try {
    return (0, import_node_fs8.readdirSync)(directory).some((descriptor) => (0, import_node_fs8.readlinkSync)(`${directory}/${descriptor}`) === socket);
  } catch {
    return false;
  }
}
function signalAll(processes, signal) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      const { code } = error;
      if (code !== "ESRCH" && code !== "EPERM") throw error;
    }
  }
}
function readStat(pid) {
  let text2;
  try {
    text2 = (0, import_node_fs8.readFileSync)(`/proc/${pid}/stat`, "latin1");
  } catch {
    return void 0;
  }
  const nameEnd = text2.lastIndexOf(")");
  const [state, , , session] = text2.slice(nameEnd + 2).split(" ");
  if (state === "Z" || state === "X") return void 0;
  return { program: text2.slice(text2.indexOf("(") + 1, nameEnd), session: Number(session) };
}

// src/local/phase.ts
var handedOn = /* @__PURE__ */ new Set([
  ...["PATH", "TMPDIR", "LANG", "LC_ALL", "TERM", "STACK", "CLEAN_CACHE", "CLEAR_CACHE", "RELOAD_REPOSITORY"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"]
]);
var isSetting = (name) => name.startsWith("MODULAR_") && !name.startsWith(keptPrefix);
function platformEnvironment() {
  const entries = Object.entries(processVariables()).flatMap(([name, value]) => {
    const isHandedOn = handedOn.has(name) || handedOn.has(name.toLowerCase()) || isSetting(name);
    return isHandedOn ? [[name, value]] : [];
  });
  return Object.fromEntries(entries);
}
async function runScript(phase, abort) {
  const { buildpackDir, name, args, env, cwd, isCaptured, log: log2 } = phase;
  abort.throwIfAborted();
  startGuard();
  const child = (0, import_node_child_process3.spawn)((0, import_node_path7.join)(buildpackDir, "bin", name), args, {
    env,
    cwd,
    detached: true,
    // what it starts and leaves can be found by the session
    stdio: ["ignore", isCaptured ? "pipe" : log2 ?? 1, log2 ?? 2]
  });
  const release2 = endWithUs(child);
  const endAll = async () => {
    if (child.pid !== void 0) await endFamily({ session: child.pid });
  };
  let last;
  const interrupt = () => {
    child.stdout?.destroy();
    child.kill("SIGTERM");
    last = setTimeout(() => void endAll(), phaseGrace);
  };
  abort.addEventListener("abort", interrupt);
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text2) => output += text2);
  const closed2 = new Promise((resolve6) => child.once("close", resolve6));
  try {
    const status = await new Promise((resolve6, reject) => {
      child.once(
        "error",
        (cause) => reject(
          new BuildpackError("local::not-started", { program: child.spawnfile, reason: reasonOf(cause) }, { cause })
        )
      );
      child.once("exit", (code, signal) => resolve6(code ?? 128 + import_node_os4.constants.signals[signal ?? "SIGKILL"]));
    });
    await endAll();
    await closed2;
    abort.throwIfAborted();
    return { status, output };
  } finally {
    release2();
    clearTimeout(last);
    abort.removeEventListener("abort", interrupt);
  }
}
async function runPhase(phase, abort) {
  const { status, output } = await runScript(phase, abort);
  if (status !== 0) throw new BuildpackError("local::phase-failed", { name: phase.name, status }, { status });
  return output;
}

// src/local/sequence.ts
var import_node_crypto2 = __toESM(require_node_crypto(), 1);
var import_node_path8 = require("node:path");
init_errors();
init_files();
init_output();

// src/platforms/deps-config.ts
var import_node_fs9 = require("node:fs");
init_errors();
init_files();
init_output();
async function readConfig(file) {
  try {
    const status = statusOf(file);
    if (status === void 0) return void 0;
    if (!status.isFile()) throw new Error(status.isDirectory() ? "it is a directory" : "it is not a file");
    const { parseDocument } = await Promise.resolve().then(() => __toESM(require("./on-demand/yaml.js"), 1));
    const document = parseDocument((0, import_node_fs9.readFileSync)(file, "utf8"), { prettyErrors: false, logLevel: "error" });
    if (document.errors[0]) throw document.errors[0];
    const content = document.toJS({ mapAsMap: false });
    if (!isMapping2(content)) throw new Error("it is not a mapping");
    const config = isMapping2(content["config"]) ? content["config"] : {};
    const packages = Array.isArray(config["packages"]) ? config["packages"] : [];
    return {
      name: typeof content["name"] === "string" && content["name"] !== "" ? content["name"] : void 0,
      packages: packages.map(String),
      isCompiled: config["compiled"] === true
    };
  } catch (error) {
    ignore(file, reasonOf(error));
    return void 0;
  }
}
function isMapping2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function ignore(file, reason) {
  warn(`What an earlier buildpack has left in ${inOneLine(file)} is not used: ${inOneLine(reason)}.`);
}

// src/local/sequence.ts
var [finalFailed, releaseFailed, supplyFailed] = [223, 224, 225];
async function runBuildpacks(sequence, abort) {
  const { buildpacks, isNamed, staging, cacheDir } = sequence;
  const { buildDir, depsDir } = staging;
  const suppliers = buildpacks.slice(0, -1);
  const final = buildpacks.slice(-1).join();
  for (const buildpack of suppliers)
    if (!has(buildpack, "supply"))
      throw new BuildpackError("local::supply-missing", { buildpack }, { status: supplyFailed });
  const width2 = String(buildpacks.length).length;
  const indexes = buildpacks.map((_, position) => String(position).padStart(width2, "0"));
  for (const index of indexes) makeDirectory((0, import_node_path8.join)(depsDir, index));
  const caches = suppliers.map((buildpack) => (0, import_node_path8.join)(cacheDir, (0, import_node_crypto2.createHash)("md5").update(buildpack).digest("hex")));
  for (const cache of [...caches, (0, import_node_path8.join)(cacheDir, "final")]) makeDirectory(cache);
  const detected = isNamed ? "" : await detect(sequence, final, abort);
  for (const [position, buildpack] of suppliers.entries()) {
    const args = [buildDir, caches[position] ?? "", depsDir, indexes[position] ?? ""];
    await run2(sequence, { buildpack, name: "supply", args, failure: supplyFailed }, abort);
  }
  const finalDir = (0, import_node_path8.join)(depsDir, indexes.slice(-1).join());
  await runFinal(sequence, final, finalDir, abort);
  const processes = await readProcesses(sequence, final, abort);
  return { detected, calledName: (await readConfig((0, import_node_path8.join)(finalDir, "config.yml")))?.name, processes };
}
async function detect(sequence, buildpack, abort) {
  const { status, output } = await start(sequence, { buildpack, name: "detect" }, abort);
  if (status !== 0) throw new BuildpackError("local::not-detected", { appDir: sequence.appDir }, { status: 222 });
  return output.trim();
}
async function runFinal(sequence, buildpack, finalDir, abort) {
  const { buildDir, profileDir } = sequence.staging;
  const step = (name, ...args) => run2(
    sequence,
    { buildpack, name, args: [buildDir, (0, import_node_path8.join)(sequence.cacheDir, "final"), ...args], failure: finalFailed },
    abort
  );
  if (has(buildpack, "finalize")) {
    const deps = [(0, import_node_path8.dirname)(finalDir), (0, import_node_path8.basename)(finalDir)];
    if (has(buildpack, "supply")) await step("supply", ...deps);
    await step("finalize", ...deps, profileDir);
    return;
  }
  if (sequence.buildpacks.length > 1)
    warn(`${buildpack} has no bin/finalize: what the buildpacks before it supplied stays unused.`);
  removeTree(finalDir);
  await step("compile");
}
async function readProcesses(sequence, final, abort) {
  const { buildDir, depsDir } = sequence.staging;
  let processes = [];
  const last = sequence.buildpacks.length - 1;
  for (let index = 0; index < last; index += 1)
    processes = mergeProcesses(processes, await readLaunchFile(depsDir, index) ?? []);
  const own = await readLaunchFile(depsDir, last);
  processes = mergeProcesses(processes, own ?? await release(sequence, final, abort));
  return mergeProcesses(processes, await readProcfile(buildDir));
}
async function release(sequence, buildpack, abort) {
  const output = await run2(sequence, { buildpack, name: "release", failure: releaseFailed }, abort);
  return parseReleased(output, `What bin/release of ${buildpack} printed`);
}
async function run2(sequence, step, abort) {
  const { buildpack, name, failure } = step;
  const { status, output } = await start(sequence, step, abort).catch((cause) => {
    if (!(cause instanceof BuildpackError)) throw cause;
    const reason = reasonOf(cause.cause);
    throw new BuildpackError("local::script-not-started", { name, buildpack, reason }, { status: failure, cause });
  });
  if (status !== 0) throw new BuildpackError("local::script-failed", { name, buildpack, status }, { status: failure });
  return output;
}
function start(sequence, { buildpack, name, args }, abort) {
  const { env, staging } = sequence;
  const isCaptured = name === "detect" || name === "release";
  const phase = { buildpackDir: buildpack, name, args: args ?? [staging.buildDir], env, cwd: staging.home, isCaptured };
  return runScript(phase, abort);
}
function has(buildpack, name) {
  return statusOf((0, import_node_path8.join)(buildpack, "bin", name)) !== void 0;
}

// src/local/staging.ts
var import_node_fs10 = require("node:fs");
var import_node_os5 = require("node:os");
var import_node_path9 = require("node:path");
init_files();
function makeStaging() {
  const root = (0, import_node_fs10.mkdtempSync)((0, import_node_path9.join)((0, import_node_fs10.realpathSync)((0, import_node_os5.tmpdir)()), "staging_"));
  const [buildDir, home, temporary] = ["app", "home", "tmp"].map((name) => (0, import_node_path9.join)(root, name));
  for (const directory of [buildDir, home, temporary]) (0, import_node_fs10.mkdirSync)(directory);
  const contents = (0, import_node_fs10.mkdtempSync)((0, import_node_path9.join)(temporary, "contents"));
  const [depsDir, profileDir] = [(0, import_node_path9.join)(contents, "deps"), (0, import_node_path9.join)(contents, "profile.d")];
  for (const directory of [depsDir, profileDir]) (0, import_node_fs10.mkdirSync)(directory);
  return { buildDir, depsDir, profileDir, home, temporary, remove: () => removeTree(root) };
}
async function writeDroplet({ buildDir, depsDir, profileDir }, info2, droplet) {
  await moveTree(depsDir, (0, import_node_path9.join)(droplet, "deps"));
  await moveTree(profileDir, (0, import_node_path9.join)(droplet, "profile.d"));
  (0, import_node_fs10.writeFileSync)((0, import_node_path9.join)(droplet, "staging_info.yml"), `${JSON.stringify(info2)}
`);
  for (const name of ["tmp", "logs"]) makeDirectory((0, import_node_path9.join)(droplet, name));
  await moveTree(buildDir, (0, import_node_path9.join)(droplet, "app"));
}

// src/local/cloud-foundry-build.ts
var layout = {
  root: "/home/vcap",
  script: "launch.bash",
  variables: (root) => ({ HOME: (0, import_node_path10.join)(root, "app"), TMPDIR: (0, import_node_path10.join)(root, "tmp"), DEPS_DIR: (0, import_node_path10.join)(root, "deps") })
};
async function buildLikeCloudFoundry(buildpackDir, appDir, options, abort) {
  const config = await readEnvFile(options.envFile);
  const source = findApp(appDir);
  const buildpacks = options.buildpack?.map(findBuildpack) ?? [(0, import_node_fs11.realpathSync)(buildpackDir)];
  const cacheDir = chooseCache(source, options.cache, "-cloudfoundry");
  refuseInside(source, (0, import_node_os6.tmpdir)(), "TMPDIR");
  const out = makeOut(source, options.out, "droplet_");
  const staging = makeStaging();
  const common = (port) => environmentOf((0, import_node_path10.basename)(source), config, port);
  let isBuilt = false;
  try {
    await copyTree(source, staging.buildDir, { without: ".git" });
    const { home, temporary } = staging;
    const env = { ...common(), HOME: home, TMPDIR: temporary, CF_STACK: options.stack ?? cloudFoundryStack };
    const isNamed = options.buildpack !== void 0;
    const sequence = { buildpacks, isNamed, appDir, staging, cacheDir, env };
    const { detected, calledName, processes } = await runBuildpacks(sequence, abort);
    const processTypes = processTypesOf(processes);
    const start2 = processTypes.get("web") ?? "";
    if (start2 === "")
      warn("The droplet has no web process: neither the last buildpack nor a Procfile says how to start it.");
    await writeDroplet(staging, { detected_buildpack: calledName ?? detected, start_command: start2 }, out.directory);
    abort.throwIfAborted();
    isBuilt = true;
    return {
      name: detected || (calledName ?? (0, import_node_path10.basename)(buildpacks.slice(-1).join())),
      out,
      processTypes,
      sidecarsOf: (type) => sidecarsOf(processes, type),
      layout,
      environmentOf: ({ port }) => common(port)
    };
  } finally {
    staging.remove();
    if (!isBuilt) removeOut(out);
  }
}
function findBuildpack(directory) {
  if (!statusOf((0, import_node_path10.join)(directory, "bin"))?.isDirectory())
    throw new BuildpackError("local::not-a-buildpack", { buildpack: directory });
  return (0, import_node_fs11.realpathSync)(directory);
}
function environmentOf(name, config, port) {
  const { PATH = "", ...settings } = platformEnvironment();
  delete settings["STACK"];
  const application = { application_name: name, name, application_uris: [], uris: [] };
  const instance = { host: "0.0.0.0", port, instance_index: 0 };
  return {
    LANG: "C.UTF-8",
    VCAP_APPLICATION: JSON.stringify(port === void 0 ? application : { ...application, ...instance }),
    VCAP_SERVICES: "{}",
    // an env file can have services
    ...settings,
    ...config,
    PATH,
    ...port === void 0 ? {} : { PORT: String(port), VCAP_APP_HOST: "0.0.0.0", VCAP_APP_PORT: String(port) }
  };
}

// src/local/heroku-build.ts
var import_node_fs13 = require("node:fs");
var import_node_os7 = require("node:os");
var import_node_path12 = require("node:path");
init_errors();

// src/local/process-types.ts
var import_node_fs12 = require("node:fs");
var import_node_path11 = require("node:path");

// src/config/release.ts
init_errors();
async function parseRelease(text2) {
  const { isAlias, isMap, isScalar, LineCounter: LineCounter2, parseDocument } = await Promise.resolve().then(() => __toESM(require("./on-demand/yaml.js"), 1));
  const lines = new LineCounter2();
  const document = parseDocument(text2, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node) => lines.linePos(node?.range?.[0] ?? 0).line;
  const wrong2 = (line2, reason) => new BuildpackError("app::release-invalid", { line: line2, reason });
  const [error] = document.errors;
  if (error) throw wrong2(lines.linePos(error.pos[0]).line, `it is not YAML: ${error.message}`);
  const resolved = (node) => isAlias(node) ? node.resolve(document) : node;
  const root = resolved(document.contents);
  if (root == null || isScalar(root) && root.value === null) return { processTypes: {} };
  if (!isMap(root))
    throw wrong2(lineOf(root), "it has to be a mapping, such as `default_process_types:` with a line for each");
  const types = resolved(root.get("default_process_types", true));
  if (types === void 0) return { processTypes: {} };
  if (!isMap(types))
    throw wrong2(lineOf(types), "`default_process_types` has to be a mapping from process types to commands");
  const processTypes = types.items.map(({ key, value: node }) => {
    const value = resolved(node);
    if (!isScalar(value) || typeof value.value !== "string") {
      throw wrong2(
        lineOf(key),
        `the command of \`${String(key)}\` in \`default_process_types\` has to be a string`
      );
    }
    return [String(key), value.value];
  });
  return { processTypes: Object.fromEntries(processTypes) };
}

// src/local/process-types.ts
init_files();
async function readProcessTypes(directory, released) {
  const { processTypes } = await parseRelease(released);
  return new Map([...Object.entries(processTypes), ...readProcfile2((0, import_node_path11.join)(directory, "Procfile"))]);
}
function readProcfile2(file) {
  if (!statusOf(file)?.isFile()) return [];
  const lines = (0, import_node_fs12.readFileSync)(file, "utf8").split(/\r?\n/);
  return lines.flatMap((line2) => {
    const [, name, command] = /^([A-Za-z0-9_-]+):\s*(.+?)\s*$/.exec(line2) ?? [];
    return name === void 0 || command === void 0 ? [] : [[name, command]];
  });
}

// src/local/heroku-build.ts
var layout2 = { root: "/app", script: "boot.bash", variables: (root) => ({ HOME: root }) };
async function buildLikeHeroku(buildpackDir, appDir, options, abort) {
  if (options.buildpack !== void 0) throw new BuildpackError("local::buildpack-on-heroku", {});
  const config = await readEnvFile(options.envFile);
  const source = findApp(appDir);
  const cacheDir = chooseCache(source, options.cache);
  const out = makeOut(source, options.out, "build_");
  const envDir = (0, import_node_fs13.mkdtempSync)((0, import_node_path12.join)((0, import_node_os7.tmpdir)(), "env_"));
  let isBuilt = false;
  try {
    const { directory } = out;
    await copyTree(source, directory, { without: ".git" });
    for (const [name2, value] of Object.entries(config))
      if (!/^\.\.?$/.test(name2)) (0, import_node_fs13.writeFileSync)((0, import_node_path12.join)(envDir, name2), value, { mode: 384 });
    const env = {
      ...platformEnvironment(),
      HOME: directory,
      ...options.stack === void 0 ? {} : { STACK: options.stack }
    };
    const run5 = (name2, isCaptured, ...args) => runPhase({ buildpackDir, name: name2, args, env, isCaptured }, abort);
    const name = await detect2(run5("detect", true, directory), appDir);
    await run5("compile", false, directory, cacheDir, envDir);
    const processTypes = await readProcessTypes(directory, await run5("release", true, directory));
    isBuilt = true;
    const environmentOf2 = ({ type, port }) => ({
      ...config,
      ...platformEnvironment(),
      PORT: String(port),
      DYNO: `${type}.1`
    });
    return { name, out, processTypes, sidecarsOf: () => /* @__PURE__ */ new Map(), layout: layout2, environmentOf: environmentOf2 };
  } finally {
    (0, import_node_fs13.rmSync)(envDir, { recursive: true, force: true });
    if (!isBuilt) removeOut(out);
  }
}
async function detect2(output, appDir) {
  try {
    return (await output).trim();
  } catch (error) {
    if (error instanceof BuildpackError && error.status === 1)
      throw new BuildpackError("local::not-detected", { appDir }, { cause: error });
    throw error;
  }
}

// src/local/platforms.ts
var builders = { heroku: buildLikeHeroku, cloudfoundry: buildLikeCloudFoundry };
var platformNames = Object.keys(builders);
function buildLocally(buildpackDir, appDir, options, abort) {
  return builders[options.platform](buildpackDir, appDir, options, abort);
}

// src/commands/command-line.ts
init_output();
function andBefore(value, before = []) {
  return [...before, value];
}
function formatOption({ Option }) {
  return new Option("--format <format>", "for people or for programs").choices(["text", "json"]).default("text");
}
function tellLeftOut(leftOut) {
  for (const { path, reason } of leftOut) warn(`${path} is left out: ${reason}.`);
}
function asHost({ InvalidArgumentError }) {
  return (text2) => {
    if (text2 === "") throw new InvalidArgumentError("It has to be a name or an address.");
    return text2;
  };
}
function asPort({ InvalidArgumentError }) {
  return (text2) => {
    const port = Number(text2);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new InvalidArgumentError("It has to be a number from 1 to 65535.");
    return port;
  };
}

// src/commands/build-options.ts
function addBuildOptions(command, { Option }) {
  const platform = new Option("--platform <name>", "whose way to build and run").choices(platformNames);
  return command.argument("<app-dir>", "the app; it is never changed").addOption(platform.default("heroku")).option("--buildpack <dir>", "with cloudfoundry, once for each of all buildpacks, in order", andBefore).option("--out <dir>", "where to build: a new or empty directory (default: a temporary one)").option("--cache <dir>", "the app's build cache (default: one below ~/.cache, by the app's path)").option("--env-file <file>", "config variables, as NAME=value lines").option("--stack <name>", "the platform stack to build for, such as heroku-24 or cflinuxfs4");
}

// src/commands/build-app.ts
function addBuild(line2) {
  addBuildOptions(line2.program.command("build"), line2).description("Build a copy of an app as a platform would, and say where it is.").action(
    line2.action(
      (appDir, options) => buildApp(line2.buildpackDir, appDir, options, line2.abort)
    )
  );
}
async function buildApp(buildpackDir, appDir, options, abort) {
  const { name, out, processTypes } = await buildLocally(buildpackDir, appDir, options, abort);
  action(`Built ${name}: ${out.directory}`);
  for (const [type, command] of processTypes) detail(`${type}: ${command}`);
  return 0;
}

// src/commands/check-packages.ts
var import_node_path28 = require("node:path");
init_errors();
init_output();

// src/publish/check.ts
var import_promises2 = require("node:timers/promises");

// src/reading/shell-command.ts
function assignmentIn(name, line2) {
  const flags = { isConditional: true, isBehindReturn: false, isInFunction: false, isInSubshell: false };
  return { line: line2, assignments: [{ name, value: [{ is: "open" }] }], words: [], redirections: [], ...flags };
}

// src/reading/shell-frames.ts
var openers = {
  if: "if",
  while: "while",
  until: "while",
  for: "while",
  select: "while",
  case: "case",
  "{": "{",
  "(": "("
};
var closed = { fi: "if", done: "while", esac: "case", "}": "{" };
var ShellFrames = class {
  #frames = [];
  #conditional = 0;
  #functions = 0;
  #parentheses = 0;
  #isFunctionNext = false;
  get isConditional() {
    const top = this.#frames.at(-1);
    return this.#conditional > 0 || top !== void 0 && !top.isAlways && hasChoices(top);
  }
  get isInFunction() {
    return this.#functions > 0;
  }
  get isInParenthesis() {
    return this.#parentheses > 0;
  }
  /** Whether a pattern of `case`, or its end, comes next. */
  get isAtPattern() {
    return this.#frames.at(-1)?.isAtPattern === true;
  }
  /** The next compound command is a function's body. */
  expectFunction() {
    this.#isFunctionNext = true;
  }
  expectPattern() {
    const top = this.#frames.at(-1);
    if (top?.opener === "case") top.isAtPattern = true;
  }
  expectCommands() {
    const top = this.#frames.at(-1);
    if (top !== void 0) top.isAtPattern = false;
  }
  readKeyword(keyword, isBehindCondition) {
    if (Object.hasOwn(openers, keyword)) this.enter(keyword, isBehindCondition);
    else if (Object.hasOwn(closed, keyword)) this.leave(closed[keyword] ?? "");
    else {
      const top = this.#frames.at(-1);
      if (top !== void 0 && keyword !== "!") top.isAlways = false;
    }
  }
  enter(keyword, isBehindCondition) {
    const opener = openers[keyword] ?? keyword;
    const outer = this.isConditional;
    const isFunction = this.#isFunctionNext;
    const isConditional = outer || isFunction || isBehindCondition || opener === "(";
    this.#isFunctionNext = false;
    this.#frames.push({
      opener,
      isFunction,
      isConditional,
      isAlways: opener === "if" || keyword === "while" || keyword === "until",
      isAtPattern: opener === "case"
    });
    this.#count(isFunction, isConditional, opener, 1);
  }
  leave(opener) {
    const top = this.#frames.at(-1);
    if (top?.opener !== opener) return;
    this.#frames.pop();
    this.#count(top.isFunction, top.isConditional, opener, -1);
  }
  #count(isFunction, isConditional, opener, change) {
    if (isFunction) this.#functions += change;
    if (isConditional) this.#conditional += change;
    if (opener === "(") this.#parentheses += change;
  }
};
function hasChoices({ opener }) {
  return opener !== "{" && opener !== "(";
}

// src/reading/shell-redirections.ts
var RedirectionReader = class {
  #words;
  #hereDocuments = [];
  constructor(words) {
    this.#words = words;
  }
  /** Takes a redirection, if one comes next; `<(...)` is none, though it is taken as well. */
  take() {
    const words = this.#words;
    const [, before, operator] = words.take(/(\d+(?=[<>])|&(?=>))?(<<<|<<-?|<>|>>|>\||[<>]&?)/y) ?? [];
    if (operator === void 0) return void 0;
    const { line: line2 } = words;
    if (/^[<>]$/.test(operator) && words.text[words.at] === "(") {
      words.noteExtension(`${operator}(`, line2);
      words.readParenthesis();
      return { line: line2, redirection: void 0 };
    }
    words.take(/[ \t]*/y);
    const start2 = words.at;
    const target = words.readWord();
    const written = words.text.slice(start2, words.at);
    if (operator === "<<<") words.noteExtension("<<<", line2);
    else if (before === "&") words.noteExtension(`&${operator}`, line2);
    else if (/^[<>]&$/.test(operator) && /^[^\d$"-]/.test(written)) words.noteExtension(operator, line2);
    else if (operator.startsWith("<<"))
      this.#hereDocuments.push({ end: written.replaceAll(/['"\\]/g, ""), isIndented: operator === "<<-" });
    return { line: line2, redirection: { operator, target } };
  }
  /** At the beginning of a line: passes over the here-documents that the line before has announced. */
  skipHereDocuments() {
    for (const { end: end2, isIndented } of this.#hereDocuments.splice(0)) {
      while (!this.#words.isAtEnd) {
        const [line2 = ""] = this.#words.take(/[^\n]*/y) ?? [];
        this.#words.take(/\n/y);
        if ((isIndented ? line2.replace(/^\t+/, "") : line2) === end2) break;
      }
    }
  }
};

// src/reading/shell-nesting.ts
function skipNested(text2, start2) {
  const closers = [];
  let at = start2;
  do {
    const inside = closers.at(-1);
    const char = text2.charAt(at);
    at += 1;
    if (char === "\\") at += 1;
    else if (char === inside) closers.pop();
    else if (char === "'" && inside !== '"') {
      const end2 = text2.indexOf("'", at);
      at = end2 === -1 ? text2.length : end2 + 1;
    } else if (char === '"') closers.push('"');
    else if (char === "(" && inside !== '"' && inside !== "}") closers.push(")");
    else if (char === "{" && inside === void 0) closers.push("}");
    else if (char === "[" && (inside === void 0 || inside === "]")) closers.push("]");
    else if (char === "$" && /[({]/.test(text2.charAt(at))) {
      closers.push(text2[at] === "(" ? ")" : "}");
      at += 1;
    }
  } while (at < text2.length && closers.length > 0);
  return at;
}

// src/reading/shell-words.ts
var deepest = 40;
var WordReader = class _WordReader {
  text;
  /** Where the next character is. It only grows. */
  at = 0;
  #events;
  #depth;
  #line;
  #lineAt = 0;
  /** @param line of the first character */
  constructor(text2, events, line2 = 1, depth = 0) {
    this.text = text2;
    this.#events = events;
    this.#line = line2;
    this.#depth = depth;
  }
  get isAtEnd() {
    return this.at >= this.text.length;
  }
  /** Of the next character. */
  get line() {
    for (; this.#lineAt < this.at; this.#lineAt += 1) if (this.text[this.#lineAt] === "\n") this.#line += 1;
    return this.#line;
  }
  /** Takes what a pattern, which has to be sticky, matches here. */
  take(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match !== null) this.at += match[0].length;
    return match ?? void 0;
  }
  /** Tells of an extension that begins here, or did. */
  noteExtension(text2, line2 = this.line) {
    this.#events.onExtension({ line: line2, text: text2 });
  }
  /** Reads a word up to white space or an operator; without any part where there is none. */
  readWord() {
    const parts = [];
    while (!this.isAtEnd) {
      const [text2] = this.take(/[^ \t\n;&|()<>'"\\$`]+/y) ?? [];
      if (text2 !== void 0) parts.push({ is: "text", text: text2, isQuoted: false });
      else if (this.take(/'/y)) parts.push({ is: "text", text: this.#takeUpTo("'"), isQuoted: true });
      else if (this.take(/"/y)) this.#readDoubleQuoted(parts);
      else if (this.take(/\\/y)) this.#readEscaped(parts);
      else if (/[$`]/.test(this.text.charAt(this.at))) parts.push(this.#readExpansion(false));
      else break;
    }
    return parts;
  }
  #readEscaped(parts) {
    const [, next] = this.take(/\n|([^])/y) ?? [];
    if (next !== void 0) parts.push({ is: "text", text: next, isQuoted: true });
  }
  #readDoubleQuoted(parts) {
    parts.push({ is: "text", text: "", isQuoted: true });
    while (!this.isAtEnd && !this.take(/"/y)) {
      const [text2] = this.take(/[^"\\$`]+/y) ?? [];
      if (text2 !== void 0) parts.push({ is: "text", text: text2, isQuoted: true });
      else if (this.take(/\\\n/y)) continue;
      else if (this.take(/\\/y)) {
        const [next = ""] = this.take(/[^]/y) ?? [];
        parts.push({ is: "text", text: /[$`"\\]/.test(next) ? next : `\\${next}`, isQuoted: true });
      } else parts.push(this.#readExpansion(true));
    }
  }
  /** Reads what `$` or a backquote begins. */
  #readExpansion(isQuoted) {
    const [, name] = this.take(/\$([A-Za-z_]\w*|(?=\\\n))/y) ?? [];
    if (name !== void 0 && this.text.startsWith("\\\n", this.at)) return { is: "open" };
    if (name !== void 0) return { is: "variable", name, otherwise: void 0, isForEmpty: false, isQuoted };
    if (this.take(/`/y)) this.#readBackquoted(isQuoted);
    else if (this.take(/\$(?=\(\(|\[)/y)) {
      if (this.text[this.at] === "[") this.noteExtension("$[");
      this.#readArithmetic();
    } else if (this.take(/\$(?=\()/y)) this.readParenthesis();
    else if (this.take(/\$(?=\{)/y)) return this.#readBraced(isQuoted);
    else if (!isQuoted && this.take(/\$(?=['"])/y)) return this.#readDollarQuoted();
    else if (!this.take(/\$[\d@*#?$!-]/y)) {
      this.at += 1;
      return { is: "text", text: "$", isQuoted };
    }
    return { is: "open" };
  }
  /** Reads the commands in `( )`, from the opening parenthesis on. */
  readParenthesis() {
    if (this.#enterNested()) {
      this.#events.onCommands(this);
      this.#depth -= 1;
    }
  }
  /** Goes behind an opening bracket, or behind all that is in it where that is too deep. */
  #enterNested() {
    const isDeep = this.#depth >= deepest;
    this.at = isDeep ? skipNested(this.text, this.at) : this.at + 1;
    this.#depth += isDeep ? 0 : 1;
    return !isDeep;
  }
  #readBackquoted(isQuoted) {
    const { line: line2, at: start2 } = this;
    while (!this.isAtEnd && this.text[this.at] !== "`") this.at += this.text[this.at] === "\\" ? 2 : 1;
    const inner = this.text.slice(start2, this.at).replaceAll(isQuoted ? /\\([$`\\"])/g : /\\([$`\\])/g, "$1");
    this.at += 1;
    if (this.#depth < deepest) this.#events.onCommands(new _WordReader(inner, this.#events, line2, this.#depth + 1));
  }
  /** Reads `$'...'` and `$"..."`, which dash takes for a dollar and a string. */
  #readDollarQuoted() {
    this.noteExtension(`$${this.text.charAt(this.at)}`);
    if (this.take(/"/y)) this.#readDoubleQuoted([]);
    else {
      this.at += 1;
      while (!this.isAtEnd && this.text[this.at] !== "'") this.at += this.text[this.at] === "\\" ? 2 : 1;
      this.at += 1;
    }
    return { is: "open" };
  }
  /** Passes over `((a += 1))`. */
  #readArithmetic() {
    const { line: line2, at: start2 } = this;
    this.at = skipNested(this.text, start2);
    const inside = this.text.slice(start2, this.at);
    if (!/(?<![=!<>])=(?!=)|<<=|>>=|\+\+|--/.test(inside)) return;
    for (const [name] of inside.matchAll(/[A-Za-z_]\w*/g)) this.#events.onAssignment(name, line2);
  }
  /** Reads `{ }` behind a dollar. */
  #readBraced(isQuoted) {
    const { line: line2 } = this;
    if (!this.#enterNested()) return { is: "open" };
    const [, mark = "", name = ""] = this.take(/([#!]?)([A-Za-z_]\w*|\d+|[@*?$!-]|)/y) ?? [];
    const [operator = ""] = this.take(/:?[-+=?](?=[^])|%%?|##?/y) ?? [];
    const [extension] = operator === "" ? this.take(/[[/^,@:]/y) ?? [] : [];
    if (extension !== void 0) this.noteExtension(`\${${mark}${name}${extension}`, line2);
    else if (mark === "!" && name !== "") this.noteExtension(`\${!${name}`, line2);
    const otherwise = [];
    const isLiteralQuote = isQuoted && !/[%#]/.test(operator) && extension === void 0;
    while (!this.isAtEnd && !this.take(/\}/y)) {
      const [text3] = this.take(/[^}'"\\$`]+/y) ?? [];
      if (text3 !== void 0) otherwise.push({ is: "text", text: text3, isQuoted });
      else if (this.take(/'/y)) {
        const quoted2 = isLiteralQuote ? "'" : this.#takeUpTo("'");
        otherwise.push({ is: "text", text: quoted2, isQuoted: true });
      } else if (this.take(/"/y)) this.#readDoubleQuoted(otherwise);
      else if (this.take(/\\/y)) this.#readEscaped(otherwise);
      else otherwise.push(this.#readExpansion(isQuoted));
    }
    this.#depth -= 1;
    if (operator.endsWith("=")) this.#events.onAssignment(name, line2);
    const isVariable = mark === "" && extension === void 0 && /^[A-Za-z_]/.test(name);
    const text2 = /^(?::?-)?$/.test(operator) ? plainText(otherwise) : void 0;
    if (!isVariable || text2 === void 0) return { is: "open" };
    const isForEmpty = operator === ":-";
    return { is: "variable", name, otherwise: operator === "" ? void 0 : text2, isForEmpty, isQuoted };
  }
  /** Takes what stands before a character, and the character. */
  #takeUpTo(closer) {
    const end2 = this.text.indexOf(closer, this.at);
    const text2 = this.text.slice(this.at, end2 === -1 ? void 0 : end2);
    this.at = end2 === -1 ? this.text.length : end2 + 1;
    return text2;
  }
};
function plainText(word) {
  if (word === void 0) return void 0;
  let text2 = "";
  for (const part of word) {
    if (part.is !== "text") return void 0;
    text2 += part.text;
  }
  return text2;
}

// src/reading/shell-commands.ts
function readShell(text2) {
  const commands2 = [];
  const functions = [];
  const extensions = [];
  const read3 = (words, isSubstitution) => new CommandReader(words, commands2, functions, isSubstitution).read();
  const events = {
    onCommands: (words) => read3(words, true),
    onExtension: (extension) => void extensions.push(extension),
    onAssignment: (name, line2) => void commands2.push(assignmentIn(name, line2))
  };
  read3(new WordReader(text2.replaceAll("\r\n", "\n"), events), false);
  return { commands: commands2, functions, extensions };
}
var longestArithmetic = 200;
var CurrentCommand = class {
  line;
  assignments = [];
  words = [];
  redirections = [];
};
var CommandReader = class {
  #words;
  #commands;
  #functions;
  #isSubstitution;
  #frames = new ShellFrames();
  #redirections;
  #current = new CurrentCommand();
  #isBehindCondition = false;
  #isBehindPipe = false;
  /** Behind `&&`, `||` and `|` a command goes on in the next line. */
  #goesOn = false;
  /** Whether a `return` above it ends the text before its end, as far as is known. */
  #returned = "no";
  constructor(words, commands2, functions, isSubstitution) {
    this.#words = words;
    this.#redirections = new RedirectionReader(words);
    this.#commands = commands2;
    this.#functions = functions;
    this.#isSubstitution = isSubstitution;
  }
  read() {
    const words = this.#words;
    while (!words.isAtEnd) {
      if (words.take(/[ \t]+|\\\n|#[^\n]*/y)) continue;
      if (this.#frames.isAtPattern) this.#readPattern();
      else if (words.take(/\n/y)) {
        if (!this.#goesOn || !this.#isAtBeginning) this.#endCommand("end");
        this.#redirections.skipHereDocuments();
      } else if (words.take(/&&|\|\|/y)) this.#endCommand("condition");
      else if (!this.#readRedirection()) {
        if (this.#isSubstitution && !this.#frames.isInParenthesis && words.take(/\)/y)) break;
        if (!this.#readOperator()) this.#readCommandWord();
      }
    }
    this.#endCommand("end");
  }
  #readOperator() {
    const words = this.#words;
    const isName = this.#current.words.length === 1 && this.#current.assignments.length === 0;
    if (isName && words.take(/\([ \t]*\)/y)) {
      this.#functions.push(plainText(this.#current.words[0]) ?? "");
      this.#current = new CurrentCommand();
      this.#frames.expectFunction();
      return true;
    }
    if (this.#isAtBeginning && this.#takeArithmetic()) words.noteExtension("((");
    else if (words.take(/\(/y)) this.#enter("(");
    else if (words.take(/\)/y)) this.#leave("(");
    else {
      const [operator] = words.take(/;;&?|;&|;|&|\|&?/y) ?? [];
      if (operator === void 0) return false;
      if (/^(?:;;?&|\|&)$/.test(operator)) words.noteExtension(operator);
      const isPipe = operator.startsWith("|");
      this.#endCommand(isPipe ? "pipe" : "end", isPipe || operator === "&");
      this.#isBehindPipe = isPipe;
      if (operator.startsWith(";") && operator !== ";") this.#frames.expectPattern();
    }
    return true;
  }
  /** Takes `((i += 1))`, which is not told from a subshell in a subshell but by what stands in it. */
  #takeArithmetic() {
    const { text: text2, at } = this.#words;
    const [all = "", inside = ""] = /^\(\(([^()\n]*)\)\)/.exec(text2.slice(at, at + longestArithmetic)) ?? [];
    if (!/[-=<>+*/%]/.test(inside)) return false;
    this.#words.at += all.length;
    return true;
  }
  #enter(opener) {
    this.#endCommand("pipe");
    this.#frames.enter(opener, this.#isBehindCondition);
    this.#isBehindCondition = false;
  }
  #leave(opener) {
    this.#endCommand("end");
    this.#frames.leave(opener);
  }
  /** Whether nothing of a command is there yet. */
  get #isAtBeginning() {
    const { words, assignments, redirections } = this.#current;
    return words.length + assignments.length + redirections.length === 0;
  }
  #readCommandWord() {
    const words = this.#words;
    const { assignments, words: before } = this.#current;
    if (this.#isAtBeginning && this.#readKeyword()) return;
    this.#current.line ??= words.line;
    const start2 = words.at;
    if (before.length === 0) {
      const [assignment, name, index, plus] = words.take(/([A-Za-z_]\w*)(\[[^\]\s]{0,80}\])?(\+?)=/y) ?? [];
      if (assignment !== void 0 && name !== void 0) {
        if (index !== void 0 || plus !== "" || words.text[words.at] === "(") this.#noteArray(assignment);
        assignments.push({ name, value: plus === "" ? words.readWord() : [...words.readWord(), { is: "open" }] });
        return;
      }
      if (words.take(/\[\[(?=\s)/y)) {
        this.#readDoubleBracket();
        return;
      }
    }
    const word = words.readWord();
    for (const braces of word.flatMap(bracesIn)) words.noteExtension(braces);
    before.push(word);
    if (words.at === start2) words.at += 1;
  }
  #noteArray(assignment) {
    const isList = this.#words.take(/\(/y);
    this.#words.noteExtension(`${assignment}${isList ? "(" : ""}`, this.#current.line);
    if (isList) while (!this.#words.isAtEnd && !this.#words.take(/\)/y)) this.#readAnything();
  }
  /** Reads `[[ ]]`, whose operators are none. */
  #readDoubleBracket() {
    const words = this.#words;
    words.noteExtension("[[", this.#current.line);
    this.#current.words.push([text("[[")]);
    while (!words.isAtEnd && !/[;\n]/.test(words.text.charAt(words.at)) && !words.take(/\]\](?=[\s;&|)]|$)/y)) {
      const word = this.#readAnything();
      if (word.length > 0) this.#current.words.push(word);
    }
  }
  /** Takes a word, or a character that is none. */
  #readAnything() {
    const start2 = this.#words.at;
    const word = this.#words.readWord();
    if (this.#words.at === start2) this.#words.at += 1;
    return word;
  }
  #readKeyword() {
    const words = this.#words;
    const { line: line2 } = words;
    const [, name] = words.take(/function[ \t]+([^\s;&|()<>]+)(?:[ \t]*\([ \t]*\))?/y) ?? [];
    if (name !== void 0) {
      words.noteExtension("function", line2);
      this.#functions.push(name);
      this.#frames.expectFunction();
      return true;
    }
    const [keyword] = words.take(/(?:if|then|elif|else|fi|while|until|do|done|for|select|case|esac|[{}!])(?=[ \t\n;&|()<>]|$)/y) ?? [];
    if (keyword === void 0) return false;
    if (keyword === "select") words.noteExtension(keyword, line2);
    if (keyword === "for" || keyword === "select") this.#readFor(line2);
    else if (keyword === "case") {
      words.take(/[ \t]+/y);
      words.readWord();
      while (words.take(/[ \t\n]+|#[^\n]*/y)) ;
      words.take(/in(?=\s)/y);
    }
    this.#frames.readKeyword(keyword, this.#isBehindCondition);
    this.#isBehindCondition = false;
    return true;
  }
  #readFor(line2) {
    const words = this.#words;
    words.take(/[ \t]+/y);
    if (words.text.startsWith("((", words.at)) {
      words.noteExtension("for ((", line2);
      words.at += 2;
      while (!words.isAtEnd && !words.take(/\)\)/y)) this.#readAnything();
      return;
    }
    const name = plainText(words.readWord()) ?? "";
    words.take(/[ \t\n]+/y);
    const list5 = [[text("for")], [text(name)]];
    if (words.take(/in(?=[ \t\n;])/y)) {
      for (let word = [text("in")]; word.length > 0; word = words.readWord()) {
        list5.push(word);
        while (words.take(/[ \t]+|\\\n/y)) ;
      }
    }
    this.#current.line = line2;
    this.#current.assignments.push({ name, value: [{ is: "open" }] });
    this.#endCommand("pipe");
    this.#current.line = line2;
    this.#current.words = list5;
    this.#endCommand("pipe");
  }
  /** Reads a pattern of `case`, or its end. */
  #readPattern() {
    const words = this.#words;
    while (words.take(/[ \t\n]+|\\\n|#[^\n]*/y)) ;
    if (words.take(/esac(?=[ \t\n;&|()<>]|$)/y)) {
      this.#frames.leave("case");
      return;
    }
    words.take(/\(/y);
    do {
      while (words.take(/[ \t]+|\\\n/y)) ;
      words.readWord();
      while (words.take(/[ \t]+|\\\n/y)) ;
    } while (words.take(/\|/y));
    words.take(/\)/y);
    this.#frames.expectCommands();
  }
  /**
   * @param end what is between this command and the next one
   * @param isAside whether a shell of its own runs it, so that it assigns nothing for what follows
   */
  #endCommand(end2, isAside = false) {
    const { line: line2, ...parts } = this.#current;
    if (line2 !== void 0) {
      const { isConditional, isInFunction, isInParenthesis } = this.#frames;
      const isInSubshell = this.#isSubstitution || isInParenthesis;
      const isBranch = isConditional || isInSubshell || this.#isBehindCondition;
      const assignsAside = (isAside || this.#isBehindPipe) && parts.words.length === 0;
      this.#isBehindPipe = false;
      const command = {
        line: line2,
        ...parts,
        isConditional: isBranch || assignsAside || this.#returned !== "no",
        isBehindReturn: !isBranch && !assignsAside && this.#returned === "perhaps",
        isInFunction,
        isInSubshell
      };
      this.#commands.push(command);
      const called = plainText(command.words[0]);
      const returns = called === "return" || called === "exit" && plainText(command.words[1]) === "0";
      if (returns && !isInFunction && !isInSubshell && this.#returned !== "yes")
        this.#returned = isBranch ? "perhaps" : "yes";
      this.#current = new CurrentCommand();
    }
    this.#goesOn = end2 !== "end";
    if (end2 !== "pipe") this.#isBehindCondition = end2 === "condition";
  }
  #readRedirection() {
    const taken = this.#redirections.take();
    if (taken === void 0) return false;
    this.#current.line ??= taken.line;
    if (taken.redirection !== void 0) this.#current.redirections.push(taken.redirection);
    return true;
  }
};
var text = (characters) => ({ is: "text", text: characters, isQuoted: false });
function bracesIn(part) {
  if (part.is !== "text" || part.isQuoted) return [];
  return [...part.text.matchAll(/\{([^{}]*)\}/g)].flatMap(([all, inside = ""]) => /,|\.\./.test(inside) ? all : []);
}

// src/reading/variables.ts
init_defaults();
var special = /* @__PURE__ */ new Set([
  ...[":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift"],
  ...["times", "trap", "unset"]
]);
var Variables = class {
  #values;
  /** Those that were assigned once, not in a condition, and of values that are certain. */
  #certain;
  /** Whether words are cut up in another way than by white space. */
  #hasSeparators = false;
  constructor(known) {
    this.#values = new Map(Object.entries(known));
    this.#certain = new Set(this.#values.keys());
  }
  /** Takes what a command assigns. */
  assign({ assignments, words, isConditional }) {
    const called = words.length === 0 ? void 0 : plainText(words[0]);
    if (words.length > 0 && !special.has(called ?? ":")) return;
    for (const { name, value } of assignments) {
      const known = isTildeIn(value, /(?:^|:)~/) ? void 0 : this.expand(value);
      if (isConditional || this.#values.has(name) || known?.isCertain === false) this.#certain.delete(name);
      else this.#certain.add(name);
      this.#values.set(name, known?.text);
      this.#hasSeparators ||= name === "IFS";
    }
  }
  /** Makes variables unknown. */
  forget(names3) {
    for (const name of names3) if (name !== void 0) this.#values.set(name, void 0);
  }
  /** From here on no value is certain. */
  doubtAll() {
    this.#certain.clear();
  }
  /**
   * The text of a word; undefined where it is not known, is longer than any that is of use, or would become several words, or
   * the names of files, or of directories.
   */
  expand(word) {
    let text2 = "";
    let isCertain = true;
    if (isTildeIn(word ?? [], /^~/)) return void 0;
    for (const part of word ?? []) {
      if (part.is === "open") return void 0;
      if (part.is === "text") {
        if (!part.isQuoted && /[*?[{]/.test(part.text)) return void 0;
        text2 += part.text;
      } else {
        const value = this.#valueOf(part);
        if (value === void 0 || !part.isQuoted && this.#isCut(value)) return void 0;
        if (this.#values.has(part.name) && !this.#certain.has(part.name)) isCertain = false;
        text2 += value;
      }
      if (text2.length > longestVariable) return void 0;
    }
    return { text: text2, isCertain };
  }
  #valueOf({ name, otherwise, isForEmpty }) {
    if (!this.#values.has(name)) return otherwise;
    const value = this.#values.get(name);
    return value === "" ? isForEmpty ? otherwise : void 0 : value;
  }
  /** Whether a value without quotes may not be one word, or stand for other words. */
  #isCut(value) {
    return this.#hasSeparators || /[\s*?[~]/.test(value);
  }
};
function isTildeIn([first, ...rest], place) {
  return [first, ...rest].some((part, index) => {
    if (part?.is !== "text" || part.isQuoted || !part.text.includes("~")) return false;
    return index > 0 || place.test(part.text);
  });
}

// src/reading/installer-facts.ts
function readInstaller(text2, known = {}) {
  const shell = readShell(text2);
  const variables = new Variables(known);
  const requires = [];
  const marks = [];
  const fetches = [];
  let hasOpenRequirements = false;
  for (const command of shell.commands) {
    variables.assign(command);
    const [called, ...words] = command.words;
    const { line: line2, isConditional, isBehindReturn } = command;
    const texts = words.map((word) => variables.expand(word)?.text);
    switch (variables.expand(called)?.text) {
      case "dependency_require":
        for (const name of texts) {
          if (name === void 0) hasOpenRequirements = true;
          else requires.push({ name, line: line2, isConditional, isBehindReturn });
        }
        break;
      case "dependency_mark":
        marks.push(...texts.flatMap((name) => name ?? []));
        break;
      case "download":
      case "cached_download":
      case "unpack":
        fetches.push(readFetch(command, variables));
        break;
      case "read":
      case "getopts":
      case "unset":
        variables.forget(texts);
        break;
      case ".":
      case "eval":
        variables.doubtAll();
        break;
      case "export":
      case "local":
      case "readonly":
        variables.assign({ ...command, assignments: words.flatMap(readAssignment), words: [] });
        break;
    }
  }
  return { ...shell, requires, hasOpenRequirements, marks, fetches };
}
function readAssignment(word) {
  const [first, ...rest] = word.filter((part) => !isEmpty(part));
  if (first?.is !== "text") return [];
  const [, name, text2] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) ?? [];
  if (name === void 0 || text2 === void 0) return [];
  return [{ name, value: [{ is: "text", text: text2, isQuoted: false }, ...rest] }];
}
function isEmpty(part) {
  return part.is === "text" && part.text === "";
}
function readFetch({ words, line: line2, isConditional, isBehindReturn }, variables) {
  const [helper, url, second, third] = [0, 1, 2, 3].map((index) => variables.expand(words[index]));
  const [checksum, target] = helper?.text === "unpack" ? [second, third] : [third, second];
  return {
    helper: helper?.text,
    url: url?.text,
    target: target?.text,
    checksum: checksum?.text,
    isCertain: [url, checksum, target].every((word) => word?.isCertain !== false),
    line: line2,
    isConditional,
    isBehindReturn
  };
}

// src/publish/check-files.ts
var import_node_path14 = require("node:path");
init_checksum();
init_hash();
init_link();
init_files();

// src/messages/findings.ts
var wording2 = (severity, text2) => ({ severity, text: text2 });
var quoted = (text2) => JSON.stringify(text2);
var findingWordings = {
  "syntax-error": wording2("error", ({ message, shell }) => ({
    what: `${shell} cannot read this: ${message}.`,
    why: "The build of every app that wants the package ends here.",
    mend: `Correct the syntax; ${shell} -n tells whether it is right.`
  })),
  bashism: wording2("error", ({ text: text2, mend }) => ({
    what: `${text2} is not for sh.`,
    why: "Installers run in /bin/sh, which is dash on most platforms, whatever the first line says.",
    mend
  })),
  "bashism-differs": wording2("warning", ({ text: text2, mend }) => ({
    what: `${text2} means something else in sh.`,
    why: "Installers run in /bin/sh, which is dash on most platforms, whatever the first line says.",
    mend
  })),
  crlf: wording2("error", ({ count }) => ({
    what: `${count === 1 ? "A line ends" : `${count} lines end`} with CR and LF, as on Windows.`,
    why: "To a shell the CR is a part of the last word of the line.",
    mend: 'Save the file with LF alone, and keep it so: "*.sh text eol=lf" in .gitattributes.'
  })),
  "byte-order-mark": wording2("error", (_facts) => ({
    what: "The file begins with a byte-order mark.",
    why: "To a shell it is a part of the first word, which then is no command or comment.",
    mend: "Save the file as UTF-8 without a byte-order mark."
  })),
  "not-utf-8": wording2("warning", (_facts) => ({
    what: "This is not UTF-8.",
    why: "Logs, and what an installer writes into an app, are taken for UTF-8.",
    mend: "Save the file as UTF-8."
  })),
  "requirement-unknown": wording2("error", ({ name, close }) => ({
    what: `${name} is required, and is in no place that is known here.`,
    why: "A build fails when it gets here, unless the app itself or another repository has the package.",
    mend: close.length > 0 ? `Close names: ${close.join(", ")}. If it is in another repository, name that with --repo.` : "Correct the name, or add the package. If it is in another repository, name that with --repo."
  })),
  "requirement-invalid": wording2("error", ({ name }) => ({
    what: `${quoted(name)} is required, and is not a package name.`,
    why: "A build ends with an error when it gets here.",
    mend: "A name begins with a letter or digit, and goes on with these and . _ + - only."
  })),
  circle: wording2("error", ({ circle }) => ({
    what: `Packages require each other in a circle: ${circle.join(" -> ")}.`,
    why: "None of them can be installed before the others.",
    mend: "Take one of these requirements out of its installer."
  })),
  "file-missing": wording2("error", ({ helper, url, path }) => ({
    what: `${helper} fetches ${url}, and ${path} is not there.`,
    why: "The download fails once the directory is published.",
    mend: "Put the file there, or correct its name."
  })),
  "checksum-wrong": wording2(
    "error",
    ({ url, algorithm, wanted, found }) => ({
      what: `The ${algorithm} of ${url} is not the one that stands here.
Wanted: ${wanted}
Found:  ${found}`,
      why: "A file with another checksum is refused, and the build fails.",
      mend: "Write the checksum that was found, if the file is the right one."
    })
  ),
  "checksum-unusable": wording2("warning", ({ text: text2 }) => ({
    what: `${quoted(text2)} is not a checksum.`,
    why: "The file is not checked; with MODULAR_STRICT=1 the build ends.",
    mend: "Write the md5 (32 hex digits) or the sha256 (64) of the file."
  })),
  "checksum-missing": wording2("warning", ({ helper, url }) => ({
    what: `${helper} fetches ${url} without a checksum.`,
    why: "Whatever the server sends is used; with MODULAR_STRICT=1 the build ends.",
    mend: "Add the sha256 of the file."
  })),
  "description-missing": wording2("warning", ({ path }) => ({
    what: "The package has no description.",
    why: "The index, modular search and the page of packages have nothing to say about it.",
    mend: `Write one line into ${path}.`
  })),
  "name-taken": wording2("error", ({ name }) => ({
    what: `The buildpack has a package ${name} of its own.`,
    why: "That one comes before those of every repository: no build ever gets this one.",
    mend: "Give the package another name."
  })),
  "exit-0": wording2("error", (_facts) => ({
    what: "exit 0 ends the whole build, half done, and not the installer alone.",
    why: "All installers run in one shell. The buildpack makes an error of it.",
    mend: "Use return to end the installer, and fail to end the build."
  })),
  exec: wording2("error", ({ program }) => ({
    what: `exec replaces the shell of the whole build with ${program}.`,
    why: "All installers run in one shell. The buildpack makes an error of it.",
    mend: `Call ${program} without exec.`
  })),
  "own-download": wording2("warning", ({ program }) => ({
    what: `${program} is used instead of a helper.`,
    why: "The helpers check what they get, try again, keep it in the cache, know the proxies and the credentials of repositories, and work in offline builds.",
    mend: "Use download, cached_download or unpack."
  })),
  "build-dir-read": wording2("warning", ({ path }) => ({
    what: `${path} is read: a file of the app's own.`,
    why: "BUILD_DIR is where to install. On some platforms that is not the app's directory.",
    mend: `Read ${path.replace("BUILD_DIR", "APP_DIR")}.`
  }))
};

// src/publish/finding.ts
function isExpected(fact) {
  return !fact.isConditional || fact.isBehindReturn;
}
function makeFinding(code, { path, line: line2 }, facts, isCertain = true) {
  const { severity, text: text2 } = findingWordings[code];
  return { file: path, line: line2, severity: isCertain ? severity : "warning", code, ...text2(facts) };
}

// src/publish/check-files.ts
var installerDir = "installer-dir:";
async function checkFiles(checked, directory) {
  const findings = await Promise.all(
    checked.facts.fetches.map(async (file) => await checkFile(checked, directory, file))
  );
  return findings.flat();
}
async function checkFile({ path }, directory, file) {
  const { url, checksum, helper, line: line2, isCertain } = file;
  const place = { path, line: line2 };
  const isSure = isExpected(file) && isCertain;
  if (url === void 0 || url === "") return [];
  const fetched = { helper, url: url.replace(installerDir, "$INSTALLER_DIR") };
  const beside = pathBeside(url, path);
  const status = beside === void 0 ? void 0 : statusOf((0, import_node_path14.join)(directory, beside));
  if (beside !== void 0 && !status?.isFile())
    return [makeFinding("file-missing", place, { ...fetched, path: beside }, isSure)];
  if (checksum === void 0) return [];
  if (checksum === "") return [makeFinding("checksum-missing", place, fetched)];
  const wanted = parseChecksum(checksum);
  if (wanted === void 0) return [makeFinding("checksum-unusable", place, { text: checksum })];
  if (beside === void 0) return [];
  const { algorithm } = wanted;
  const found = (await hashFile((0, import_node_path14.join)(directory, beside), wanted))[algorithm] ?? "";
  if (found === wanted.hex) return [];
  return [makeFinding("checksum-wrong", place, { ...fetched, algorithm, wanted: wanted.hex, found }, isSure)];
}
function pathBeside(url, installer) {
  if (hasScheme(url) || /[?#]/.test(url)) return void 0;
  const isBeside = url.startsWith(`${installerDir}/`);
  if (!isBeside && (url.includes(installerDir) || url.startsWith("/"))) return void 0;
  const relative4 = isBeside ? url.slice(installerDir.length + 1) : url;
  const path = import_node_path14.posix.join((0, import_node_path14.dirname)(installer), decode2(relative4));
  return path.startsWith("..") || path.includes("\0") ? void 0 : path;
}
function decode2(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// src/publish/check-habits.ts
var readers = /* @__PURE__ */ new Set([".", "awk", "cat", "cut", "grep", "head", "jq", "sed", "sh", "sort", "source", "tail", "wc"]);
var copiers = /* @__PURE__ */ new Set(["cp", "ln", "mv", "rsync"]);
var writers = /* @__PURE__ */ new Set([...copiers, "touch", "tee", "install", "mkdir", "download", "cached_download", "sed"]);
var ofApps = /^\/(?:build\/.|(?:composer|package)\.json$|(?:composer|yarn|Gemfile|Pipfile|poetry)\.lock$|package-lock\.json$|npm-shrinkwrap\.json$|pnpm-lock\.yaml$|Gemfile$|Pipfile$|requirements\.txt$|pyproject\.toml$|runtime\.txt$|pom\.xml$|go\.mod$|Cargo\.(?:toml|lock)$|Procfile$|app\.json$|\.(?:node|ruby|python)-version$|\.nvmrc$)/;
function checkHabits(checked, functions) {
  const { path, description, facts } = checked;
  const findings = [];
  if (description === void 0)
    findings.push(makeFinding("description-missing", { path }, { path: path.replace(/sh$/, "dsc") }));
  const isOwnBuildDir = facts.commands.some(({ assignments }) => assignments.some(({ name }) => name === "BUILD_DIR"));
  const written = new Set(facts.commands.flatMap(pathsWritten));
  for (const command of facts.commands) {
    const { line: line2, words, isInFunction, isInSubshell } = command;
    const [called = "", first] = words.map((word) => plainText(word));
    const place = { path, line: line2 };
    if (called === "exit" && first === "0" && !isInSubshell)
      findings.push(makeFinding("exit-0", place, {}, !isInFunction));
    if (called === "exec" && first !== void 0 && !first.startsWith("-") && !isInSubshell)
      findings.push(makeFinding("exec", place, { program: first }, isExpected(command)));
    const program = programOf(words);
    if (/^(?:curl|wget)$/.test(program) && !functions.has(program))
      findings.push(makeFinding("own-download", place, { program }));
    if (isOwnBuildDir) continue;
    for (const read3 of pathsRead(command)) {
      if (ofApps.test(read3) && !written.has(read3))
        findings.push(makeFinding("build-dir-read", place, { path: `$BUILD_DIR${read3}` }));
    }
  }
  return findings;
}
function programOf(words) {
  const texts = words.map((word) => plainText(word) ?? "");
  const through = texts.findIndex((text2) => !/^(?:command|exec|nohup|env|sudo|time|xargs|\w+=.*)$/.test(text2));
  return texts[through]?.replace(/^.*\//, "") ?? "";
}
function pathsRead({ words, redirections }) {
  const called = plainText(words[0]) ?? "";
  const operands = words.slice(1);
  const files = [...redirections.filter(({ operator }) => operator === "<").map(({ target }) => target)];
  if (called === "[" || called === "[[" || called === "test")
    files.push(...operands.filter((_, index) => /^-[a-zA-Z]$/.test(plainText(operands[index - 1]) ?? "")));
  else if (readers.has(called)) files.push(...operands);
  else if (copiers.has(called)) files.push(...operands.slice(0, -1));
  return files.flatMap(belowBuildDir);
}
function pathsWritten({ words, redirections }) {
  const files = redirections.filter(({ operator }) => operator.startsWith(">")).map(({ target }) => target);
  if (writers.has(plainText(words[0]) ?? "")) files.push(...words.slice(1));
  const copied = copiers.has(plainText(words[0]) ?? "") ? words.slice(1, -1) : [];
  return files.filter((word) => !copied.includes(word)).flatMap(belowBuildDir);
}
function belowBuildDir(word) {
  const [first, ...rest] = word.filter((part) => part.is !== "text" || part.text !== "");
  if (first?.is !== "variable" || first.name !== "BUILD_DIR") return [];
  const open4 = rest.findIndex((part) => part.is !== "text");
  const path = plainText(rest.slice(0, open4 === -1 ? void 0 : open4)) ?? "";
  return [open4 === -1 ? path : `${path}...`];
}

// src/publish/check-requirements.ts
var import_node_fs15 = require("node:fs");
var import_node_path15 = require("node:path");
init_files();
function checkName({ name, path, file }, buildpackInstallers) {
  const taken = (0, import_node_path15.join)(buildpackInstallers, `${name}.sh`);
  const isTaken = statusOf(taken)?.isFile() === true && (0, import_node_fs15.realpathSync)(taken) !== (0, import_node_fs15.realpathSync)(file);
  return isTaken ? [makeFinding("name-taken", { path }, { name })] : [];
}
async function checkRequirements({ path, facts }, known) {
  const findings = [];
  for (const required of facts.requires) {
    const { name, line: line2 } = required;
    if (!isPackageName(name))
      findings.push(makeFinding("requirement-invalid", { path, line: line2 }, { name }, isExpected(required)));
    else if (!known.names.has(name)) {
      const close = await known.suggest(name);
      findings.push(makeFinding("requirement-unknown", { path, line: line2 }, { name, close }, isExpected(required)));
    }
  }
  return findings;
}
function checkCircles(packages) {
  const names3 = new Set(packages.map(({ name }) => name));
  const edges = packages.flatMap(
    ({ name: from, path, facts: { requires, marks } }) => requires.filter(({ name: to }) => names3.has(to) && !marks.includes(from)).map(({ name: to, line: line2, isConditional }) => ({ from, to, path, line: line2, isConditional }))
  );
  const certain = findCircles(edges.filter(({ isConditional }) => !isConditional));
  const seen = new Set(certain.map(keyOf));
  const possible = findCircles(edges).filter((circle) => !seen.has(keyOf(circle)));
  return [...certain, ...possible].flatMap((circle) => {
    const [first] = circle;
    if (first === void 0) return [];
    const isCertain = circle.every(({ isConditional }) => !isConditional);
    return [makeFinding("circle", first, { circle: [...circle.map(({ from }) => from), first.from] }, isCertain)];
  });
}
var keyOf = (circle) => circle.map(({ from }) => from).join(" ");
function findCircles(edges) {
  const circles = /* @__PURE__ */ new Map();
  const done = /* @__PURE__ */ new Set();
  const outgoing = /* @__PURE__ */ new Map();
  for (const edge of edges) outgoing.set(edge.from, [...outgoing.get(edge.from) ?? [], edge]);
  for (const start2 of [...outgoing.keys()].sort()) {
    const way = [];
    const places = /* @__PURE__ */ new Map();
    const open4 = [{ name: start2, rest: [...outgoing.get(start2) ?? []] }];
    places.set(start2, 0);
    while (open4.length > 0) {
      const top = open4.at(-1);
      const edge = top?.rest.shift();
      if (top === void 0 || edge === void 0) {
        if (top !== void 0) {
          places.delete(top.name);
          done.add(top.name);
        }
        open4.pop();
        way.pop();
        continue;
      }
      const place = places.get(edge.to);
      if (place !== void 0) {
        const circle = leastFirst([...way.slice(place), edge]);
        circles.set(keyOf(circle), circle);
      } else if (!done.has(edge.to)) {
        places.set(edge.to, open4.length);
        open4.push({ name: edge.to, rest: [...outgoing.get(edge.to) ?? []] });
        way.push(edge);
      }
    }
  }
  return [...circles.values()];
}
function leastFirst(circle) {
  const least = circle.map(({ from }) => from).sort()[0];
  const at = circle.findIndex(({ from }) => from === least);
  return [...circle.slice(at), ...circle.slice(0, at)];
}

// src/messages/bashisms.ts
var instead = [
  ["[[", "Use [ ], with quotes around variables, and case for patterns."],
  ["((", 'Use $(( )): i=$((i + 1)), or [ "$i" -gt 3 ].'],
  ["for ((", "Count in a while loop, with $(( ))."],
  ["function", "Write NAME() { ... }."],
  ["select", "Nobody can answer during a build. Leave it out."],
  ["<<<", "Use a pipe, printf '%s\\n' TEXT | COMMAND, or a here-document."],
  ["<(", "Write to a file, or use a pipe."],
  [">(", "Use a pipe."],
  ["&>", "Use >FILE 2>&1."],
  ["&>>", "Use >>FILE 2>&1."],
  [">&", "Use >FILE 2>&1."],
  ["<&", "Name a descriptor, a digit, or use <FILE."],
  ["|&", "Use 2>&1 |."],
  [";", "End each part of case with ;; alone, and repeat what is common in a function."],
  ["$'", `Use printf, as in "$(printf 'a\\tb')".`],
  ['$"', "Leave out the dollar."],
  ["$[", "Use $(( ))."],
  ["${!", "Use eval, with care, or case."],
  ["${", "Use ${x#...} and ${x%...}, sed, cut or tr. There are no arrays: use words in a string, or set --."],
  ["{", "Write all the words, or use a for loop."],
  ["source", 'Use the dot: . "$FILE"'],
  ["declare", "Use local in a function, or leave it out."],
  ["typeset", "Use local in a function, or leave it out."],
  ["let", "Use $(( ))."],
  ["pushd", "Use cd, in ( ) to come back."],
  ["popd", "Use cd, in ( ) to come back."],
  ["dirs", "Use pwd."],
  ["mapfile", "Use while read -r."],
  ["readarray", "Use while read -r."],
  ["echo", "Use printf."],
  ["[ ", "Use = to compare texts, and case for patterns."],
  ["test", "Use = to compare texts, and case for patterns."],
  ["read", "Use read -r with names alone; printf '%s' for a prompt."],
  ["printf", "Assign the output: x=$(printf ...). Let the helpers quote, or write the quotes."],
  ["export", "Export plain variables only: functions of an installer are there for the next ones anyway."],
  ["local", "Use local with names and values alone."],
  ["set", "Leave it out, and look at the status of each command that matters."],
  ["trap", "Use EXIT or the name of a signal."],
  ["type", "Use command -v."],
  ["wait", 'Name the job: wait "$PID".'],
  ["$", "Ask a program: id -u, uname -s, hostname, date +%s, shuf; $0 and $INSTALLER_DIR for where things are."]
];
function mendBashism(text2) {
  const fitting = instead.filter(([beginning2]) => text2.startsWith(beginning2));
  const [, mend] = fitting.sort(([a], [b]) => b.length - a.length)[0] ?? [];
  if (mend !== void 0) return mend;
  return /^\w+(?:\[|\+?=)/.test(text2) ? "There are no arrays in sh, and no +=. Use x=$x..., words in a string, or set --." : "Leave it out, or use what POSIX has for it.";
}

// src/publish/check-shell.ts
var bashCommands = /* @__PURE__ */ new Set([
  ...["source", "declare", "typeset", "let", "pushd", "popd", "dirs", "shopt", "mapfile", "readarray", "disown"],
  ...["enable", "builtin", "compgen", "complete", "caller", "coproc"]
]);
var bashOptions = {
  read: /^-(?=.*[^rp-])\w+$/,
  printf: /^-v/,
  export: /^-[^p-]/,
  readonly: /^-[^p-]/,
  local: /^-./,
  wait: /^-/
};
var bashVariables = /* @__PURE__ */ new Set([
  ...[
    "BASH_SOURCE",
    "BASH_LINENO",
    "BASH_REMATCH",
    "BASHPID",
    "RANDOM",
    "SRANDOM",
    "SECONDS",
    "EUID",
    "UID",
    "FUNCNAME"
  ],
  ...["PIPESTATUS", "DIRSTACK", "OSTYPE", "HOSTTYPE", "MACHTYPE", "EPOCHSECONDS", "EPOCHREALTIME"]
]);
var differing = /^(?:\$['"[]|\{)/;
function checkShell({ path, facts }, functions) {
  const findings = facts.extensions.map(({ line: line2, text: text2 }) => {
    const code = differing.test(text2) ? "bashism-differs" : "bashism";
    return makeFinding(code, { path, line: line2 }, { text: text2, mend: mendBashism(text2) });
  });
  const assigned = new Set(facts.commands.flatMap(({ assignments }) => assignments.map(({ name }) => name)));
  for (const command of facts.commands) {
    const { line: line2 } = command;
    const called = plainText(command.words[0]) ?? "";
    if (!functions.has(called)) {
      const text2 = findBashism(called, command);
      const facts2 = { text: text2 ?? "", mend: mendBashism(text2 ?? "") };
      if (text2 !== void 0) findings.push(makeFinding("bashism", { path, line: line2 }, facts2, isExpected(command)));
      else if (called === "echo" && /^-[eE]+n?[eE]*$/.test(plainText(command.words[1]) ?? ""))
        findings.push(makeFinding("bashism-differs", { path, line: line2 }, { text: "echo -e", mend: mendBashism("echo") }));
    }
    for (const name of variablesIn(command)) {
      if (!bashVariables.has(name) || assigned.has(name)) continue;
      const facts2 = { text: `$${name}`, mend: mendBashism(`$${name}`) };
      findings.push(makeFinding("bashism-differs", { path, line: line2 }, facts2));
    }
  }
  return findings;
}
function findBashism(called, { words }) {
  const texts = words.slice(1).map((word) => plainText(word) ?? "");
  if (bashCommands.has(called)) return called;
  const pattern = Object.hasOwn(bashOptions, called) ? bashOptions[called] : void 0;
  const [first = ""] = texts;
  if (pattern?.test(first)) return `${called} ${first}`;
  if (called === "read" && texts.every((text2) => text2.startsWith("-"))) return "read without a name";
  if (called === "[" || called === "test") {
    const operator = texts.find(
      (text2, index) => /^(?:==|=~|-v)$/.test(text2) && (text2 === "-v" ? index === 0 : index > 0)
    );
    return operator === void 0 ? void 0 : `${called === "[" ? "[ " : "test "}${operator}${called === "[" ? " ]" : ""}`;
  }
  if (called === "set" && texts.some((text2, index) => text2 === "pipefail" && /^[-+]\w*o$/.test(texts[index - 1] ?? "")))
    return "set -o pipefail";
  const signal = called === "trap" ? texts.slice(1).find((text2) => /^(?:ERR|DEBUG|RETURN)$/.test(text2)) : void 0;
  if (signal !== void 0) return `trap ${signal}`;
  return called === "type" && /^-[tpP]$/.test(first) ? `type ${first}` : void 0;
}
function variablesIn({ assignments, words, redirections }) {
  const all = [...assignments.map(({ value }) => value), ...words, ...redirections.map(({ target }) => target)];
  return new Set(
    all.flat().flatMap((part) => part.is === "variable" && part.otherwise === void 0 ? [part.name] : [])
  );
}

// src/publish/check-syntax.ts
var import_node_fs17 = require("node:fs");
var import_node_path16 = require("node:path");
var import_node_buffer = require("node:buffer");
init_files();

// src/install/shell-syntax.ts
var import_node_child_process4 = require("node:child_process");
var import_node_fs16 = require("node:fs");
function syntaxErrorIn(shell, file) {
  return isReadable(file) ? check(shell, [file]) : void 0;
}
function syntaxErrorInText(shell, text2) {
  return check(shell, [], text2);
}
function isReadable(file) {
  try {
    (0, import_node_fs16.accessSync)(file, import_node_fs16.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
function check([program = "/bin/sh", ...options], operands, input) {
  const { status, stderr: stderr2 } = (0, import_node_child_process4.spawnSync)(program, [...options, "-n", ...operands], { input, env: {}, encoding: "utf8" });
  return status === 0 ? void 0 : stderr2.trim();
}

// src/publish/check-syntax.ts
function findSyntaxShell() {
  const dash = findProgram("dash") ?? "/bin/sh";
  if ((0, import_node_path16.basename)(realPathOf2(dash) ?? "") === "dash") return { name: "dash", command: [dash] };
  const busybox = findProgram("busybox");
  if (busybox !== void 0) return { name: "busybox ash", command: [busybox, "ash"] };
  const bash = findProgram("bash");
  return bash === void 0 ? void 0 : { name: "bash --posix", command: [bash, "--posix"] };
}
function checkSyntax(checked, shell) {
  const { path, content, text: text2 } = checked;
  const findings = [];
  if (content.subarray(0, 3).equals(Buffer.from("\uFEFF")))
    findings.push(makeFinding("byte-order-mark", { path, line: 1 }, {}));
  const line2 = firstLineThatIsNotUtf8(content);
  if (line2 !== void 0) findings.push(makeFinding("not-utf-8", { path, line: line2 }, {}));
  const parts = text2.split("\r\n");
  if (parts.length > 1) {
    const first = parts[0]?.split("\n").length ?? 1;
    findings.push(makeFinding("crlf", { path, line: first }, { count: parts.length - 1 }));
  }
  if (shell === void 0) return findings;
  const said = findSyntaxError(checked, shell);
  if (said !== void 0) findings.push(syntaxFinding(checked, said, shell));
  return findings;
}
function findSyntaxError({ file, content }, { command }) {
  const text2 = content.toString("latin1");
  const meant = text2.replace(/^\u00ef\u00bb\u00bf/, "").replaceAll("\r\n", "\n");
  return meant === text2 ? syntaxErrorIn(command, (0, import_node_path16.resolve)(file)) : syntaxErrorInText(command, Buffer.from(meant, "latin1"));
}
function syntaxFinding({ path, file }, said, shell) {
  const first = said.replace(`${(0, import_node_path16.resolve)(file)}: `, "sh: ").split("\n")[0] ?? "";
  const [, line2, message = first] = /^[^:]*: (?:line )?(\d+): (.*)$/.exec(first) ?? [];
  const facts = { shell: shell.name, message: message.replace(/[.\s]+$/, "") };
  return makeFinding("syntax-error", { path, line: line2 === void 0 ? void 0 : Number(line2) }, facts);
}
function firstLineThatIsNotUtf8(content) {
  if ((0, import_node_buffer.isUtf8)(content)) return void 0;
  let line2 = 1;
  for (let at = 0; at < content.length; line2 += 1) {
    const newline2 = content.indexOf(10, at);
    const end2 = newline2 === -1 ? content.length : newline2;
    if (!(0, import_node_buffer.isUtf8)(content.subarray(at, end2))) return line2;
    at = end2 + 1;
  }
  return line2;
}
function findProgram(name) {
  const directories = (processVariables()["PATH"] ?? "").split(":").filter((directory) => directory.startsWith("/"));
  return directories.map((directory) => (0, import_node_path16.join)(directory, name)).find((file) => statusOf(file)?.isFile());
}
function realPathOf2(file) {
  try {
    return (0, import_node_fs17.realpathSync)(file);
  } catch {
    return void 0;
  }
}

// src/publish/check.ts
function readChecked(packages) {
  return packages.map((each) => {
    const text2 = each.content.toString().replace(/^\uFEFF/, "");
    return { ...each, text: text2, facts: readInstaller(text2, { INSTALLER_DIR: installerDir, PACKAGE: each.name }) };
  });
}
async function checkPackages(packages, options) {
  const { directory, buildpackInstallers, known, shell, abort } = options;
  const functions = new Set(packages.flatMap(({ facts }) => facts.functions));
  const parts = [checkCircles(packages)];
  for (const each of packages) {
    await (0, import_promises2.setImmediate)();
    abort.throwIfAborted();
    parts.push(
      checkName(each, buildpackInstallers),
      checkSyntax(each, shell),
      checkShell(each, functions),
      checkHabits(each, functions)
    );
    parts.push(await checkRequirements(each, known), await checkFiles(each, directory));
  }
  const findings = parts.flat();
  const bashisms = new Set(findings.flatMap((each) => each.code === "bashism" ? [placeOf(each)] : []));
  return findings.filter((each) => each.code !== "syntax-error" || !bashisms.has(placeOf(each))).sort((a, b) => order(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || order(a.code, b.code));
}
var placeOf = ({ file, line: line2 }) => `${file} ${line2 ?? ""}`;
var order = (a, b) => a < b ? -1 : a > b ? 1 : 0;

// src/publish/check-report.ts
init_output();

// src/publish/text-table.ts
var width = 80;
function wrap(text2, room) {
  const lines = [];
  for (const paragraph of text2.split("\n")) {
    const [indent2 = ""] = /^ */.exec(paragraph) ?? [];
    let line2 = indent2;
    for (const word of paragraph.slice(indent2.length).split(" ")) {
      if (line2 !== indent2 && line2.length + 1 + word.length > room) {
        lines.push(line2);
        line2 = indent2 + word;
      } else line2 = line2 === indent2 ? indent2 + word : `${line2} ${word}`;
    }
    lines.push(line2);
  }
  return lines;
}
function labelled(label, text2) {
  const indent2 = " ".repeat(label.length);
  return wrap(text2, width - label.length).map((line2, index) => `${index === 0 ? label : indent2}${line2}`.trimEnd());
}
function formatTable(rows, numbers = Infinity) {
  const columns = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from(
    { length: columns + 1 },
    (_, column) => rows.reduce((most, row) => Math.max(most, (row[column] ?? "").length), 0)
  );
  const align = (row) => widths.map((size2, column) => {
    const cell = row[column] ?? "";
    return column < numbers ? cell.padEnd(size2) : cell.padStart(size2);
  });
  if (numbers <= columns) return rows.map((row) => align(row).join("  "));
  return rows.flatMap((row) => {
    const before = align(row).slice(0, -1);
    return labelled(before.map((cell) => `${cell}  `).join(""), row[columns] ?? "");
  });
}
function oneLine(text2) {
  return text2.replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, " ").trim();
}

// src/publish/check-report.ts
function formatFindings({ packages, findings, shell }) {
  const lines = [];
  let file;
  for (const each of findings) {
    if (each.file !== file) lines.push(...file === void 0 ? [] : [""], each.file);
    file = each.file;
    const label = `  ${(each.line === void 0 ? "" : `${each.line}`).padStart(4)}  ${each.severity.padEnd(7)}  `;
    const indent2 = " ".repeat(label.length);
    const [what = "", ...more] = each.what.split("\n").map(oneLine);
    lines.push(...labelled(label, `${what} (${each.code})`), ...more.map((line2) => `${indent2}${line2}`));
    for (const text2 of [each.why, each.mend]) lines.push(...labelled(indent2, oneLine(text2)));
  }
  if (lines.length > 0) lines.push("");
  const { errors, warnings } = countFindings(findings);
  lines.push(`${counted(packages, "package")}: ${counted(errors, "error")}, ${counted(warnings, "warning")}.`);
  lines.push(
    shell === void 0 ? "There is no shell here to check the syntax with: install dash." : `The syntax was checked with ${shell.name}.`
  );
  return lines;
}
function findingsAsJson({ packages, findings, shell }) {
  const plain = findings.map(({ file, line: line2, severity, code, what, why, mend }) => {
    return { file, line: line2 ?? null, severity, code, what, why, mend };
  });
  return JSON.stringify({ packages, shell: shell?.name ?? null, ...countFindings(findings), findings: plain }, null, 2);
}
function countFindings(findings) {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

// src/publish/offer.ts
init_offline();

// src/resolve/open-network.ts
init_proxies();

// src/config/repos.ts
var import_node_fs19 = require("node:fs");
var import_node_path18 = require("node:path");
init_errors();
init_files();
init_secrets();

// src/config/app.ts
init_errors();
init_files();
var configDirectory = "build/heroku";

// src/config/repos.ts
var reposVariable = "MODULAR_REPOS";
var publicVariables = /* @__PURE__ */ new Set(["STACK", "CF_STACK"]);
function readRepositoryLinks(appDir, buildpackDir, environment) {
  const { place, text: text2 } = findText(appDir, buildpackDir, environment) ?? { place: "", text: "" };
  return text2.split("\n").flatMap((lineText, index) => {
    const line2 = index + 1;
    const words = lineText.split(/\s+/).filter((word) => word !== "");
    const comment = words.findIndex((word) => word.startsWith("#"));
    return words.slice(0, comment === -1 ? void 0 : comment).map((written) => ({ link: fillIn(written, { place, line: line2 }, environment), written, place, line: line2 }));
  });
}
function findText(appDir, buildpackDir, environment) {
  const links = environment.setting(reposVariable);
  if (links) return { place: reposVariable, text: links };
  const recorded = environment.setting("MODULAR_RECORD_REPOS");
  const files = [
    { place: `${configDirectory}/repos`, file: (0, import_node_path18.join)(appDir, configDirectory, "repos") },
    recorded ? { place: `--repos ${recorded}`, file: recorded } : { place: "the buildpack's repos", file: (0, import_node_path18.join)(buildpackDir, "repos") }
  ];
  for (const { place, file } of files) {
    const status = statusOf(file);
    if (status?.isDirectory()) throw new BuildpackError("app::repos-not-a-file", { place });
    if (status !== void 0) return { place, text: read(file, place) };
  }
  return void 0;
}
function read(file, place) {
  try {
    return (0, import_node_fs19.readFileSync)(file, "utf8");
  } catch (cause) {
    throw new BuildpackError("app::repos-unreadable", { place, reason: reasonOf(cause) }, { cause });
  }
}
function fillIn(word, where, environment) {
  return word.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable) => {
    const value = environment.setting(variable);
    if (value === void 0) throw new BuildpackError("app::repos-variable-unset", { ...where, variable });
    if (!publicVariables.has(variable)) hideValue(variable, value);
    return value;
  });
}

// src/resolve/open-network.ts
init_defaults();
init_errors();
init_link();
init_offline();

// src/resolve/network.ts
var import_node_path25 = require("node:path");
init_defaults();
init_retention();
var Network = class {
  links;
  #options;
  #isOver = new AbortController();
  #downloader;
  #repositories;
  isStrict;
  /** How many files were fetched so far. */
  downloads = 0;
  constructor(options) {
    this.#options = { ...options, abort: AbortSignal.any([options.abort, this.#isOver.signal]) };
    this.links = options.links;
    this.isStrict = options.isStrict;
  }
  async downloader() {
    return await (this.#downloader ??= this.#makeDownloader());
  }
  async repositories() {
    return await (this.#repositories ??= this.#makeRepositories());
  }
  /** Removes from the cache the indexes and installers that no build has used in a long time, if this one used any. */
  removeUnused() {
    if (this.#repositories === void 0) return;
    for (const name of ["indexes", "installers"]) removeUnused((0, import_node_path25.join)(this.#options.cacheDir, ownCache, name));
  }
  /** Ends what is on its way: nothing is fetched any more. */
  async close() {
    this.#isOver.abort();
    await (await this.#downloader)?.stopAhead();
  }
  async #makeDownloader() {
    const { Downloader: Downloader2 } = await Promise.resolve().then(() => (init_downloader(), downloader_exports));
    return new Downloader2(this.#options, () => this.downloads += 1);
  }
  async #makeRepositories() {
    const { Repositories: Repositories2 } = await Promise.resolve().then(() => (init_repositories(), repositories_exports));
    return new Repositories2({ ...this.#options, downloader: await this.downloader() });
  }
};

// src/resolve/open-network.ts
function readRepositories(appDir, buildpackDir, environment) {
  return withoutRepetition(readRepositoryLinks(appDir, buildpackDir, environment).map(parseRepository));
}
function openNetworkTo(links, use) {
  const { cacheDir, environment, recording, files, abort } = use;
  const setting = (name) => environment.setting(name);
  applyProxySettings(environment);
  const positive = (name, otherwise) => {
    const value = Number(setting(name));
    return value > 0 ? value : otherwise;
  };
  return new Network({
    links,
    cacheDir,
    timeout: positive("MODULAR_TIMEOUT", transferTimeout),
    largestDownload: positive("MODULAR_LARGEST_DOWNLOAD", largestDownload),
    certificateFile: setting("SSL_CERT_FILE") || void 0,
    reload: Boolean(setting("RELOAD_REPOSITORY")),
    isStrict: setting("MODULAR_STRICT") === "1",
    offline: files ?? (setting("MODULAR_OFFLINE") === "1" ? OfflineFiles.none : void 0),
    recording,
    abort
  });
}
function parseRepository({ link: link2, written, place, line: line2 }) {
  try {
    return Link.parse(link2);
  } catch (cause) {
    throw new BuildpackError("app::repos-link-invalid", { place, line: line2, link: withoutCredentials(written) }, { cause });
  }
}
function withoutRepetition(links) {
  return links.filter((link2, index) => links.findIndex((each) => String(each) === String(link2)) === index);
}

// src/resolve/resolver.ts
var import_node_fs30 = require("node:fs");
var import_node_path26 = require("node:path");
init_errors();
init_offline();
init_files();

// src/resolve/close-names.ts
init_defaults();
async function closeNames(name, names3) {
  const { distance } = await Promise.resolve().then(() => __toESM(require("./on-demand/fastest-levenshtein.js"), 1));
  return [...new Set(names3)].map((known) => ({ known, edits: distance(name.toLowerCase(), known.toLowerCase()) })).filter(({ known, edits }) => edits <= closeNameDistance || known.startsWith(name) || name.startsWith(known)).sort((a, b) => a.edits - b.edits || (a.known < b.known ? -1 : 1)).slice(0, mostSuggestions).map(({ known }) => known);
}

// src/resolve/resolver.ts
init_plain_links();
var Resolver = class {
  /** The directories of local installers, in the order in which they are searched. */
  directories;
  #network;
  /** Directories are absolute. */
  constructor(appDir, buildpackDir, network) {
    this.directories = {
      app: (0, import_node_path26.join)(appDir, configDirectory, "installers"),
      buildpack: (0, import_node_path26.join)(buildpackDir, "installers")
    };
    this.#network = network;
  }
  /** All the places where a package is looked for, as a user knows them. */
  get places() {
    return [...Object.values(this.directories), ...this.#network.links.map(String)];
  }
  /**
   * The installer of a package, by its exact name.
   *
   * @throws BuildpackError if a repository cannot be used, or what it gives has the wrong checksum
   */
  async find(name) {
    const local = this.#findLocal(name);
    if (local !== void 0 || this.#network.links.length === 0) return local;
    try {
      const found = await (await this.#network.repositories()).find(name);
      return found === void 0 ? void 0 : await this.#fetch(found);
    } catch (error) {
      if (!isLack(error)) throw error;
      throw new BuildpackError("package::not-offline", { name, reason: error.message }, { cause: error });
    }
  }
  #findLocal(name) {
    for (const source of ["app", "buildpack"]) {
      const directory = this.directories[source];
      const file = (0, import_node_path26.join)(directory, `${name}.sh`);
      if (statusOf(file)?.isFile()) return { name, source, file, directory };
    }
    return void 0;
  }
  /**
   * Where an installer is or comes from, for who only guesses that it will be needed: nothing is checked, the log is told
   * nothing. For one of a repository also what fetching it takes.
   */
  async peek(name) {
    const local = this.#findLocal(name);
    if (local !== void 0 || this.#network.links.length === 0) return local;
    const found = await (await this.#network.repositories()).peek(name);
    return found === void 0 ? void 0 : { ...found, source: "repository", onRedirect: this.#refuseFor(found) };
  }
  /** Names of packages that a misspelt name may have meant, the closest first. */
  async suggest(name) {
    const local = Object.values(this.directories).flatMap(listInstallers);
    const offered = this.#network.links.length === 0 ? [] : await (await this.#network.repositories()).names();
    return await closeNames(name, [...local, ...offered]);
  }
  /** Gets an installer; if it is not there, or has not the checksum of the index, once more by the index of now. */
  async #fetch(found) {
    try {
      return await this.#fetchOnce(found);
    } catch (error) {
      if (!isMismatch(error) && !isRefused(error)) throw error;
      const repositories = await this.#network.repositories();
      await repositories.refresh();
      const now = await repositories.find(found.name);
      const isOther = now !== void 0 && (now.checksum.hex !== found.checksum.hex || String(now.link) !== String(found.link));
      if (!isOther) throw isMismatch(error) ? mismatch(found, error) : error;
      return await this.#fetchOnce(now).catch((again) => {
        throw isMismatch(again) ? mismatch(now, again) : again;
      });
    }
  }
  async #fetchOnce({ name, link: link2, checksum, repository }) {
    const onRedirect = this.#refuseFor({ name, link: link2 });
    const { path } = await (await this.#network.downloader()).fetchInstaller(link2, checksum, onRedirect);
    return { name, source: "repository", file: path, directory: link2.directory, link: link2, checksum, repository };
  }
  /** Refuses redirects of an installer that a strict build does not follow. */
  #refuseFor({ name, link: link2 }) {
    return (to) => {
      if (this.#network.isStrict) refusePlain(`The installer of ${name}`, to, link2);
    };
  }
};
function mismatch({ name, repository }, cause) {
  const facts = { name, repository: String(repository), reason: cause.message };
  return new BuildpackError("resolve::installer-mismatch", facts, { cause });
}
function isMismatch(error) {
  return error instanceof BuildpackError && error.code === "fetch::checksum-mismatch";
}
function isRefused(error) {
  return error instanceof BuildpackError && error.code === "fetch::status";
}
function listInstallers(directory) {
  if (!statusOf(directory)?.isDirectory()) return [];
  const files = (0, import_node_fs30.readdirSync)(directory).filter(
    (file) => file.endsWith(".sh") && statusOf((0, import_node_path26.join)(directory, file))?.isFile()
  );
  return files.map((file) => file.slice(0, -".sh".length));
}

// src/publish/repository-links.ts
var import_node_url2 = require("node:url");
init_errors();
init_link();
init_files();
function parseRepoOptions(command, texts) {
  return texts.map((text2) => {
    if (!hasScheme(text2) && statusOf(text2)?.isFile()) {
      const message = `modular ${command}: --repo ${text2} is a file, and a link is needed: ${String((0, import_node_url2.pathToFileURL)(text2))}`;
      throw new BuildpackError("usage::wrong", { message });
    }
    try {
      return Link.parse(text2);
    } catch (cause) {
      const message = `modular ${command}: --repo ${withoutCredentials(text2)} is not a link.`;
      throw new BuildpackError("usage::wrong", { message }, { cause });
    }
  });
}

// src/publish/offer.ts
var noApp = "/dev/null";
function openOffer(command, buildpackDir, { repo = [], app }, abort) {
  const environment = readEnvironment(void 0, nothingInherited);
  const appDir = app === void 0 ? noApp : findApp(app);
  const given = parseRepoOptions(command, repo);
  const own = given.length > 0 && app === void 0 ? [] : readRepositories(appDir, buildpackDir, environment);
  const network = openRepositories([...own, ...given], buildpackDir, environment, abort);
  return { network, resolver: new Resolver(appDir, buildpackDir, network) };
}
function openRepositories(links, buildpackDir, environment, abort) {
  const files = OfflineFiles.open(buildpackDir);
  return openNetworkTo(withoutRepetition(links), { cacheDir: userCache("search"), environment, files, abort });
}

// src/publish/package-directory.ts
var import_node_fs31 = require("node:fs");
var import_node_path27 = require("node:path");
init_defaults();
init_errors();

// src/publish/size-text.ts
function sizeText(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// src/publish/package-directory.ts
function readPackageDirectory(directory) {
  const packages = [];
  const leftOut = [];
  const groups = readGroup(directory, "", packages, leftOut);
  for (const group of groups) readGroup(directory, group, packages, leftOut);
  const order2 = ({ name, path }) => `${name}/${path}`;
  packages.sort((a, b) => order2(a) < order2(b) ? -1 : 1);
  packages.forEach(({ name, path }, index) => {
    const next = packages[index + 1];
    if (next?.name === name) throw new BuildpackError("publish::two-of-one-name", { name, paths: [path, next.path] });
  });
  return { packages, leftOut };
}
function readGroup(directory, group, packages, leftOut) {
  const entries = list2(directory, group);
  const names3 = new Set(entries.map(({ name }) => name));
  const groups = [];
  for (const entry of entries) {
    const path = (0, import_node_path27.join)(group, entry.name);
    const isScript = entry.name.endsWith(".sh");
    if (entry.name.startsWith(".")) {
      if (isScript) leftOut.push({ path, reason: "it is hidden" });
    } else if (entry.isDirectory()) groups.push(path);
    else if (isScript) readScript({ directory, path, names: names3 }, packages, leftOut);
    else if (entry.isSymbolicLink()) {
      const obstacle = obstacleBehind(directory, path);
      if (obstacle !== void 0) leftOut.push({ path, reason: obstacle });
      else if (statusOf2(directory, path).isDirectory()) groups.push(path);
    }
  }
  return groups;
}
function obstacleBehind(directory, path) {
  try {
    const target = (0, import_node_fs31.realpathSync)((0, import_node_path27.join)(directory, path));
    const leadsBack = `${(0, import_node_fs31.realpathSync)(directory)}/`.startsWith(target.replace(/\/?$/, "/"));
    return leadsBack ? "it is a link to a directory around it" : void 0;
  } catch (cause) {
    return `it is a link that cannot be followed: ${reasonOf(cause)}`;
  }
}
function readScript(script2, packages, leftOut) {
  const { directory, path, names: names3 } = script2;
  const status = statusOf2(directory, path);
  const name = (0, import_node_path27.basename)(path, ".sh");
  if (!isPackageName(name)) leftOut.push({ path, reason: `${JSON.stringify(name)} is not a package name` });
  else if ((status.mode & 73) !== 0) leftOut.push({ path, reason: "it is executable, as build scripts are" });
  else if (!status.isFile()) leftOut.push({ path, reason: "it is not a file" });
  else {
    const content = readInstaller2(directory, path, status.size);
    const description = names3.has(`${name}.dsc`) ? readDescription(directory, path.replace(/sh$/, "dsc")) : void 0;
    packages.push({ name, path, file: (0, import_node_path27.join)(directory, path), description, content });
  }
}
function readInstaller2(directory, path, size2) {
  const unusable2 = (reason) => new BuildpackError("publish::installer-unusable", { path, reason });
  if (size2 > largestInstaller) throw unusable2(`it is ${sizeText(size2)} large`);
  const content = read2(directory, path);
  if (/^(?:\xff\xfe|\xfe\xff)/.test(content.toString("latin1", 0, 2))) throw unusable2("it is in UTF-16");
  if (content.includes(0)) throw unusable2("it holds NUL bytes");
  return content;
}
function readDescription(directory, path) {
  const status = statusOf2(directory, path);
  if (!status.isFile()) return void 0;
  if (status.size > largestInstaller)
    throw unreadable(directory, path, new Error(`it is ${sizeText(status.size)} large`));
  const lines = read2(directory, path).toString().split(/\r?\n/);
  return lines.map((line2) => line2.trim()).find((line2) => line2 !== "");
}
function list2(directory, path) {
  try {
    const entries = (0, import_node_fs31.readdirSync)((0, import_node_path27.join)(directory, path), { withFileTypes: true });
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (cause) {
    throw unreadable(directory, path, cause);
  }
}
function statusOf2(directory, path) {
  try {
    return (0, import_node_fs31.statSync)((0, import_node_path27.join)(directory, path));
  } catch (cause) {
    throw unreadable(directory, path, cause);
  }
}
function read2(directory, path) {
  try {
    return (0, import_node_fs31.readFileSync)((0, import_node_path27.join)(directory, path));
  } catch (cause) {
    throw unreadable(directory, path, cause);
  }
}
function unreadable(directory, path, cause) {
  const isFile = cause.code === "ENOTDIR";
  const reason = isFile ? "it is not a directory" : reasonOf(cause);
  return new BuildpackError("publish::unreadable", { path: (0, import_node_path27.join)(directory, path), reason }, { cause });
}

// src/commands/check-packages.ts
function addCheck(line2) {
  const { program, buildpackDir, abort, action: action2 } = line2;
  program.command("check <dir>").description("Find what would fail in builds with the packages of a directory, without running them.").option("--repo <link>", "an index that has more of the required packages; can be repeated", andBefore).addOption(formatOption(line2)).action(action2((directory, options) => check2(buildpackDir, directory, options, abort)));
}
async function check2(buildpackDir, directory, { repo = [], format }, abort) {
  keepStdoutForResults();
  const links = parseRepoOptions("check", repo);
  const { packages, leftOut } = readPackageDirectory(directory);
  tellLeftOut(leftOut);
  if (packages.length === 0) throw new BuildpackError("publish::no-packages", { directory });
  const environment = readEnvironment(void 0, nothingInherited);
  const network = openRepositories(links, buildpackDir, environment, abort);
  const offered = links.length === 0 ? [] : await (await network.repositories()).names();
  const checked = readChecked(packages);
  const buildpackInstallers = (0, import_node_path28.join)(buildpackDir, "installers");
  const names3 = /* @__PURE__ */ new Set([
    ...packages.map(({ name }) => name),
    ...checked.flatMap(({ facts }) => facts.marks),
    ...listInstallers(buildpackInstallers),
    ...offered
  ]);
  const shell = findSyntaxShell();
  const known = { names: names3, suggest: async (name) => await closeNames(name, names3) };
  const findings = await checkPackages(checked, { directory, buildpackInstallers, known, shell, abort });
  const report2 = { packages: packages.length, findings, shell };
  if (format === "json") line(findingsAsJson(report2));
  else for (const text2 of formatFindings(report2)) line(text2);
  return countFindings(findings).errors > 0 ? 1 : 0;
}

// src/commands/index-packages.ts
var import_node_fs33 = require("node:fs");
var import_node_path31 = require("node:path");
init_errors();
init_files();
init_output();

// src/publish/base-url.ts
init_errors();
init_link();
function parseBaseUrl(text2) {
  const reason = whyUnusable(text2);
  if (reason !== void 0)
    throw new BuildpackError("publish::base-url-unusable", { text: withoutCredentials(text2), reason });
  return new URL(text2).href;
}
function whyUnusable(text2) {
  if (!hasScheme(text2)) return "it does not begin with a scheme such as https://";
  if (!URL.canParse(text2)) return "it is not a URL";
  const { username, password, search: search2, hash } = new URL(text2);
  if (username !== "" || password !== "") return "it holds a user or a password, which everybody could read";
  if (search2 !== "" || hash !== "") return "paths cannot follow a ? or a #";
  return void 0;
}

// src/publish/catalogue.ts
var import_node_crypto9 = __toESM(require_node_crypto(), 1);
var import_node_path30 = require("node:path");

// src/publish/html.ts
function escapeHtml(text2) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text2.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);
}
function fillIn2(template, values2) {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (written, name) => values2[name] ?? written);
}

// src/publish/index-text.ts
var import_node_crypto8 = __toESM(require_node_crypto(), 1);
function formatIndex(packages, options = {}) {
  return packages.map((each) => indexLine(each, options)).map(({ name, link: link2, checksum, description }) => {
    const comment = description === "" ? "" : ` # ${description}`;
    return `${name} ${link2} ${checksum}${comment}
`;
  }).join("");
}
function indexLine({ name, path, content, description }, { baseUrl, checksum = "md5" }) {
  return {
    name,
    link: (baseUrl === void 0 ? "" : `${baseUrl.replace(/\/+$/, "")}/`) + encodePath(path),
    checksum: (0, import_node_crypto8.createHash)(checksum).update(content).digest("hex"),
    description: oneLine2(description ?? "")
  };
}
function encodePath(path) {
  return path.split("/").map((part) => encodeURIComponent(part).replaceAll("%2B", "+")).join("/");
}
function oneLine2(text2) {
  return text2.replaceAll(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim();
}

// src/publish/own-file.ts
var import_node_fs32 = require("node:fs");
var import_node_path29 = require("node:path");
init_errors();
function readOwnFile(buildpackDir, path) {
  try {
    return (0, import_node_fs32.readFileSync)((0, import_node_path29.join)(buildpackDir, path), "utf8");
  } catch (cause) {
    throw new BuildpackError("publish::no-buildpack", { directory: buildpackDir, path }, { cause });
  }
}

// src/publish/catalogue.ts
function formatCatalogue(packages, options, buildpackDir) {
  const read3 = (name) => readOwnFile(buildpackDir, (0, import_node_path30.join)("templates", "catalogue", name));
  const [page, style, script2] = [read3("page.html"), read3("page.css"), read3("page.js")];
  const { baseUrl, indexName } = options;
  const index = encodeURIComponent(indexName);
  const names3 = new Set(packages.map(({ name }) => name));
  return fillIn2(page, {
    // whatever a description may hold, nothing but these two has any effect
    policy: `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${hashOf(script2)}; base-uri 'none'; form-action 'none'`,
    style: `<style>${style}</style>`,
    script: `<script type="module">${script2}</script>`,
    index: baseUrl === void 0 ? index : "",
    repos: escapeHtml(`${baseUrl?.replace(/\/+$/, "") ?? "https://<where this page is>"}/${index}`),
    count: packages.length === 1 ? "One package" : `${packages.length} packages`,
    packages: packages.map((each) => formatPackage(each, options, names3)).join("\n")
  });
}
function formatPackage(each, options, names3) {
  const { name, link: link2, checksum, description } = indexLine(each, options);
  const requires = formatRequirements(each, names3);
  return [
    `<li id="${name}"><h2>${name}</h2>`,
    description === "" ? "" : `<p>${escapeHtml(description)}`,
    `<dl><dt>install<dd>${name}`,
    requires === "" ? "" : `<dt>requires<dd>${requires}`,
    `<dt>link<dd>${formatLink(link2, each.path)}`,
    `<dt>${options.checksum ?? "md5"}<dd>${checksum}</dl>`
  ].join("");
}
function formatLink(link2, path) {
  const canBeOpened = /^(?:https?:\/\/|(?![A-Za-z][A-Za-z0-9+.-]*:))/.test(link2);
  return canBeOpened ? `<a href="${escapeHtml(link2)}">${escapeHtml(path)}</a>` : escapeHtml(link2);
}
function formatRequirements({ name: own, content }, names3) {
  const { requires, hasOpenRequirements } = readInstaller(content.toString(), { PACKAGE: own });
  const certain = new Set(requires.filter(({ isConditional }) => !isConditional).map(({ name }) => name));
  const all = [...new Set(requires.map(({ name }) => name))].map((name) => {
    const text2 = names3.has(name) ? `<a href="#${name}">${name}</a>` : `<bdi>${escapeHtml(name)}</bdi>`;
    return certain.has(name) ? text2 : `${text2} (perhaps)`;
  });
  return [...all, ...hasOpenRequirements ? ["more, which only a build can know"] : []].join(", ");
}
function hashOf(text2) {
  return `'sha256-${(0, import_node_crypto9.createHash)("sha256").update(text2).digest("base64")}'`;
}

// src/commands/index-packages.ts
function addIndex({ program, buildpackDir, Option, action: action2 }) {
  program.command("index <dir>").description("Print the index of a directory of installers, for repos files to name.").option("--base-url <url>", "what links begin with (default: none, they are relative to the index)").addOption(new Option("--checksum <kind>", "of the installers").choices(["md5", "sha256"]).default("md5")).option("--out <file>", "write it to this file instead").option("--html <file>", "write a page for people to this file as well").action(action2((directory, options) => indexPackages(buildpackDir, directory, options)));
}
function indexPackages(buildpackDir, directory, { baseUrl, checksum, out, html }) {
  const options = { checksum, baseUrl: baseUrl === void 0 ? void 0 : parseBaseUrl(baseUrl) };
  const { packages, leftOut } = readPackageDirectory(directory);
  tellLeftOut(leftOut);
  if (packages.length === 0) warn(`There are no installers in ${directory}: the index is empty.`);
  const index = formatIndex(packages, options);
  if (html !== void 0) {
    const indexName = out === void 0 ? "index" : (0, import_node_path31.basename)(out);
    writeFile(html, formatCatalogue(packages, { ...options, indexName }, buildpackDir));
  }
  if (out !== void 0) writeFile(out, index);
  else if (index !== "") line(index.slice(0, -1));
  return 0;
}
function writeFile(file, text2) {
  try {
    const isDevice = statusOf(file)?.isFile() === false;
    if (isDevice) (0, import_node_fs33.writeFileSync)(file, text2);
    else replaceFile(file, text2);
  } catch (cause) {
    throw new BuildpackError("publish::not-written", { file, reason: reasonOf(cause) }, { cause });
  }
  line(`Wrote ${file}.`, "stderr");
}

// src/commands/new-files.ts
var import_node_path33 = require("node:path");
init_output();

// src/publish/new-files.ts
var import_node_fs34 = require("node:fs");
var import_node_path32 = require("node:path");
init_errors();
init_files();
function writeNewFiles(buildpackDir, { template, directory, name = "NAME" }) {
  const source = (0, import_node_path32.join)(buildpackDir, "templates", template);
  const files = list3(buildpackDir, source).map((path) => ({
    source: (0, import_node_path32.join)(source, path),
    target: (0, import_node_path32.join)(directory, path.replaceAll("NAME", name))
  }));
  const existing = files.map(({ target }) => target).filter((target) => linkStatusOf(target) !== void 0);
  if (existing.length > 0) throw new BuildpackError("publish::there-already", { files: existing });
  const parent = nearestOf(directory);
  if (statusOf(parent)?.isDirectory() === false)
    throw new BuildpackError("publish::not-written", { file: parent, reason: "it is a file, not a directory" });
  const written = [];
  for (const { source: from, target: file } of files) {
    try {
      makeDirectory((0, import_node_path32.dirname)(file));
      (0, import_node_fs34.writeFileSync)(file, (0, import_node_fs34.readFileSync)(from, "utf8").replaceAll("NAME", name), { flag: "wx" });
      written.push(file);
    } catch (cause) {
      for (const each of written) (0, import_node_fs34.rmSync)(each, { force: true });
      throw new BuildpackError("publish::not-written", { file, reason: reasonOf(cause) }, { cause });
    }
  }
  return written;
}
function checkNewName(buildpackDir, name) {
  if (!isPackageName(name)) throw new BuildpackError("publish::name-unusable", { name });
  if (statusOf((0, import_node_path32.join)(buildpackDir, "installers", `${name}.sh`)) !== void 0)
    throw new BuildpackError("publish::name-taken", { name });
}
function nearestOf(path) {
  return statusOf(path) !== void 0 || (0, import_node_path32.dirname)(path) === path ? path : nearestOf((0, import_node_path32.dirname)(path));
}
function list3(buildpackDir, source) {
  try {
    const entries = (0, import_node_fs34.readdirSync)(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return entries.map((entry) => (0, import_node_path32.join)(entry.parentPath, entry.name).slice(source.length + 1)).sort();
  } catch (cause) {
    const path = source.slice(buildpackDir.length + 1);
    throw new BuildpackError("publish::no-buildpack", { directory: buildpackDir, path }, { cause });
  }
}

// src/commands/new-files.ts
function addNew({ program, buildpackDir, action: asAction }) {
  const command = program.command("new").description("Write files to start from, for a package or an app.");
  command.command("package <name>").description("Write an installer, its description and a README, in a directory of that name.").option("--dir <dir>", "the directory of packages to add it to", ".").action(asAction((name, { dir }) => newPackage(buildpackDir, name, dir)));
  command.command("app [app-dir]").description("Write a build/heroku/, with which an app can be built.").action(asAction((directory) => newApp(buildpackDir, directory ?? ".")));
}
function newPackage(buildpackDir, name, dir) {
  checkNewName(buildpackDir, name);
  write2(buildpackDir, { template: "package", directory: (0, import_node_path33.join)(dir, name), name });
  line(`
Try it with: modular test ${dir} ${name}`);
  return 0;
}
function newApp(buildpackDir, directory) {
  write2(buildpackDir, { template: "app", directory });
  line(`
Build it with: modular build ${directory}`);
  return 0;
}
function write2(buildpackDir, files) {
  const written = writeNewFiles(buildpackDir, files);
  action("Wrote");
  for (const file of written) detail(file);
}

// src/commands/package-buildpack.ts
var import_node_fs40 = require("node:fs");
var import_node_os8 = require("node:os");
var import_node_path41 = require("node:path");
init_errors();
init_files();
init_output();

// src/publish/archive.ts
var import_node_fs36 = require("node:fs");
var import_node_path35 = require("node:path");
init_errors();
init_files();

// src/publish/entry-content.ts
var import_promises7 = require("node:fs/promises");
var import_node_stream = require("node:stream");
init_errors();
var pieceSize = 1024 * 1024;
async function packContent({ path, source }, abort, pack) {
  abort.throwIfAborted();
  if (typeof source !== "string") {
    await pack(source.length, import_node_stream.Readable.from([source]));
    return;
  }
  const file = await (0, import_promises7.open)(source).catch((cause) => {
    throw new BuildpackError("publish::not-readable", { path, reason: reasonOf(cause) }, { cause });
  });
  try {
    const before = await file.stat({ bigint: true });
    const size2 = Number(before.size);
    await pack(size2, readPieces(file, path, size2, abort));
    if (!isSame(before, await file.stat({ bigint: true }))) throw new BuildpackError("publish::file-changed", { path });
  } finally {
    await file.close();
  }
}
async function* readPieces(file, path, size2, abort) {
  for (let rest = size2; rest > 0; ) {
    abort.throwIfAborted();
    const piece = new Uint8Array(Math.min(rest, pieceSize));
    const { bytesRead } = await file.read(piece);
    if (bytesRead === 0) throw new BuildpackError("publish::file-changed", { path });
    rest -= bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
function isSame(before, after) {
  return before.size === after.size && before.mtimeNs === after.mtimeNs && before.ctimeNs === after.ctimeNs;
}

// src/publish/package-entries.ts
var import_node_fs35 = require("node:fs");
var import_node_path34 = require("node:path");

// src/config/version.ts
init_defaults();
init_files();
var versionFile = "VERSION";

// src/publish/package-entries.ts
init_files();
var phases = ["detect", "compile", "supply", "finalize", "release"];
var isOfLib = /^lib\/(?:node-runtime|[\w-]+\.(?:sh|cjs))$/;
var isLeftover = /^(?:\.DS_Store|Thumbs\.db|\..*\.sw[a-p]|\.#.*|#.*#|.*~)$/;
var forPeople = /* @__PURE__ */ new Set(["lib/dyno.sh"]);
function listEntries(buildpackDir, version2, repos) {
  const program = (0, import_node_path34.join)("dist", "buildpack.js");
  const libraries = new Set(
    [...readOwnFile(buildpackDir, program).matchAll(/on-demand\/([\w-]+\.js)/g)].map(([, name]) => name)
  );
  const paths = [
    ...phases.map((name) => (0, import_node_path34.join)("bin", name)),
    ...list4(buildpackDir, "lib").filter((path) => isOfLib.test(path) && !forPeople.has(path)),
    program,
    (0, import_node_path34.join)("dist", "package.json"),
    ...list4(buildpackDir, "dist/on-demand").filter((path) => libraries.has(path.slice("dist/on-demand/".length))),
    ...list4(buildpackDir, "installers"),
    "LICENSE"
  ];
  const files = paths.map((path) => ({ path, source: (0, import_node_path34.join)(buildpackDir, path), mode: modeOf(buildpackDir, path) }));
  const made = { [versionFile]: Buffer.from(`${version2}
`), ...repos === void 0 ? {} : { repos } };
  return [...files, ...Object.entries(made).map(([path, source]) => ({ path, source, mode: 420 }))];
}
function sortEntries(entries) {
  return [...entries].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}
function sizeOf({ source }) {
  return typeof source === "string" ? statusOf(source)?.size ?? 0 : source.length;
}
function modeOf(buildpackDir, path) {
  if (path.startsWith("bin/")) return 493;
  return ((statusOf((0, import_node_path34.join)(buildpackDir, path))?.mode ?? 0) & 73) === 0 ? 420 : 493;
}
function list4(buildpackDir, directory, above = []) {
  if (!statusOf((0, import_node_path34.join)(buildpackDir, directory))) return [];
  const real = (0, import_node_fs35.realpathSync)((0, import_node_path34.join)(buildpackDir, directory));
  if (above.includes(real)) return [];
  return (0, import_node_fs35.readdirSync)(real).filter((name) => !isLeftover.test(name)).map((name) => (0, import_node_path34.join)(directory, name)).flatMap((path) => {
    const status = statusOf((0, import_node_path34.join)(buildpackDir, path));
    if (status?.isDirectory()) return list4(buildpackDir, path, [...above, real]);
    return status?.isFile() ? [path] : [];
  });
}

// src/publish/archive.ts
var largestZip = 2 ** 32 - 2 ** 24;
async function writeArchive(file, format, entries, abort) {
  const part = temporaryBeside(file);
  try {
    makeDirectory((0, import_node_path35.dirname)(file));
    const descriptor = (0, import_node_fs36.openSync)(part, "wx", 420);
    try {
      const sink = (bytes) => writeAll(descriptor, bytes);
      await (format === "zip" ? writeZip(entries, sink, abort) : writeTarGzip(entries, sink, abort));
    } finally {
      (0, import_node_fs36.closeSync)(descriptor);
    }
    (0, import_node_fs36.renameSync)(part, file);
  } catch (cause) {
    (0, import_node_fs36.rmSync)(part, { force: true });
    abort.throwIfAborted();
    if (cause instanceof BuildpackError) throw cause;
    throw new BuildpackError("publish::not-written", { file, reason: reasonOf(cause) }, { cause });
  }
}
async function writeZip(entries, sink, abort) {
  const size2 = entries.map(sizeOf).reduce((sum, each) => sum + each, 0);
  if (size2 > largestZip) throw new BuildpackError("publish::too-large", { size: size2, most: largestZip });
  const { Zip, ZipDeflate } = await Promise.resolve().then(() => __toESM(require("./on-demand/fflate.js"), 1));
  let failure;
  const zip = new Zip((error, bytes) => {
    if (error === null) sink(bytes);
    else failure ??= error;
  });
  const unix = 3;
  for (const entry of entries) {
    const isCompressed = /^(?:offline\/files|node-runtime)\//.test(entry.path);
    const file = new ZipDeflate(entry.path, { level: isCompressed ? 0 : 9 });
    file.os = unix;
    file.attrs = (32768 | entry.mode) << 16 >>> 0;
    file.mtime = new Date(1980, 0, 1);
    zip.add(file);
    await packContent(entry, abort, async (_, pieces) => {
      for await (const bytes of pieces) file.push(bytes);
      file.push(new Uint8Array(0), true);
    });
    if (failure !== void 0) throw failure;
  }
  zip.end();
}
async function writeTarGzip(entries, sink, abort) {
  const [{ Gzip }, { createTarPacker }] = await Promise.all([Promise.resolve().then(() => __toESM(require("./on-demand/fflate.js"), 1)), Promise.resolve().then(() => __toESM(require("./on-demand/modern-tar.js"), 1))]);
  const gzip = new Gzip({ level: 6, mtime: 0 }, (bytes) => sink(bytes));
  const { readable, controller } = createTarPacker();
  let failure;
  const noting = (error) => {
    failure ??= error;
    return error;
  };
  const compress = (bytes, isLast) => {
    try {
      gzip.push(bytes, isLast);
    } catch (error) {
      throw noting(error);
    }
  };
  const packed = readable.pipeTo(
    new WritableStream({
      write: (bytes) => compress(bytes, false),
      close: () => compress(new Uint8Array(0), true)
    })
  );
  const addAll = async () => {
    try {
      for (const entry of entries) {
        await packContent(entry, abort, async (size2, pieces) => {
          const header = { name: entry.path, mode: entry.mode, size: size2, mtime: /* @__PURE__ */ new Date(0), uid: 0, gid: 0 };
          const body = controller.add(header).getWriter();
          for await (const bytes of pieces) await body.write(bytes);
          await body.close();
        });
      }
      controller.finalize();
    } catch (error) {
      controller.error(noting(error));
      throw error;
    }
  };
  const ends = await Promise.allSettled([addAll(), packed]);
  if (ends.some(({ status }) => status === "rejected")) throw failure;
}
function writeAll(descriptor, bytes) {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray((0, import_node_fs36.writeSync)(descriptor, rest));
}

// src/publish/contents.ts
init_defaults();
init_output();
function printContents(rows) {
  const sizes = rows.map(({ size: size2 }) => sizeText(size2));
  const width2 = Math.max(...sizes.map((text2) => text2.length));
  rows.forEach(({ what }, index) => line(`  ${(sizes[index] ?? "").padStart(width2)}  ${what}`));
}
function announcePackage(file, size2) {
  action(`Made ${file} (${sizeText(size2)})`);
  if (size2 > largestUpload)
    warn("It is over 1 GB, the most that Cloud Foundry takes unless its operator says otherwise.");
}

// src/publish/offline-part.ts
var import_node_process = require("node:process");
var import_node_path39 = require("node:path");
init_output();

// src/publish/node-runtime.ts
var import_node_fs37 = require("node:fs");
var import_node_path36 = require("node:path");
init_errors();
init_checksum();
init_link();
var nodeOrigin = "https://nodejs.org/dist";
async function fetchNodeRuntime({ buildpackDir, arch, cacheDir }, environment, abort) {
  const { version: version2, sha256 } = readPin(buildpackDir, arch);
  const name = `node-v${version2}-linux-${arch}.tar.gz`;
  const origin = (environment.setting("MODULAR_NODE_MIRROR") || nodeOrigin).replace(/\/$/, "");
  const link2 = Link.parse(`${origin}/v${version2}/${name}`);
  const downloader = await openNetworkTo([], { cacheDir, environment, abort }).downloader();
  const { path } = await downloader.fetchCached(link2, (0, import_node_path36.join)(cacheDir, name), parseChecksum(sha256));
  return { path: `node-runtime/${name}`, source: path, mode: 420 };
}
function readPin(buildpackDir, arch) {
  const lines = (0, import_node_fs37.readFileSync)((0, import_node_path36.join)(buildpackDir, "lib", "node-runtime"), "utf8").split("\n");
  const pins = lines.map((line2) => line2.trim().split(/\s+/)).filter((words) => words.length === 3);
  const [version2, , sha256] = pins.find((words) => words[1] === arch) ?? [];
  if (version2 === void 0 || sha256 === void 0)
    throw new BuildpackError("publish::arch-unknown", { arch, known: pins.map(([, name]) => String(name)) });
  return { version: version2, sha256 };
}

// src/publish/offline-entries.ts
var import_node_path37 = require("node:path");
init_offline();
function offlineEntries(builds) {
  const files = {};
  const sources = /* @__PURE__ */ new Map();
  const fetched = builds.flatMap((build) => build.files.map((file) => ({ ...file, directory: build.directory })));
  for (const { key, sha256, directory } of fetched.sort((a, b) => a.key < b.key ? -1 : 1)) {
    files[key] = sha256;
    sources.set(sha256, (0, import_node_path37.join)(directory, sha256));
  }
  const links = { format: 1, files };
  return [
    {
      path: `${offlineDirectory}/links.json`,
      source: Buffer.from(`${JSON.stringify(links, void 0, "	")}
`),
      mode: 420
    },
    ...[...sources].map(([sha256, source]) => ({
      path: `${offlineDirectory}/files/${sha256}`,
      source,
      mode: 420
    }))
  ];
}
function listFetched(builds) {
  const byLink = new Map(builds.flatMap(({ files }) => files.map((file) => [file.link, file])));
  return [...byLink.values()].sort((a, b) => a.link < b.link ? -1 : 1);
}

// src/publish/recorded-build.ts
var import_node_child_process6 = require("node:child_process");
var import_node_fs38 = require("node:fs");
var import_node_path38 = require("node:path");
var import_node_util2 = require("node:util");
init_errors();
init_output();
var run3 = (0, import_node_util2.promisify)(import_node_child_process6.execFile);
async function recordBuild(appDir, options, abort) {
  const { buildpackDir, scratch, stack, config, repos, wantedBy } = options;
  const directory = (0, import_node_fs38.mkdtempSync)((0, import_node_path38.join)(scratch, "record-"));
  const envDir = (0, import_node_fs38.mkdtempSync)((0, import_node_path38.join)(scratch, "env-"));
  for (const [name, value] of Object.entries(config))
    if (!/^\.\.?$/.test(name)) (0, import_node_fs38.writeFileSync)((0, import_node_path38.join)(envDir, name), value, { mode: 384 });
  const isolation = await findIsolation();
  const env = {
    ...platformEnvironment(),
    HOME: appDir,
    MODULAR_RECORD: directory,
    ...repos === void 0 ? {} : { MODULAR_RECORD_REPOS: (0, import_node_path38.resolve)(repos), MODULAR_REPOS: "" },
    ...wantedBy === void 0 ? {} : { MODULAR_RECORD_WANTED_BY: wantedBy },
    ...stack === void 0 ? {} : { STACK: stack },
    ...isolation === void 0 ? {} : { MODULAR_SHELL: `${isolation} /bin/sh` }
  };
  try {
    const args = [appDir, (0, import_node_fs38.mkdtempSync)((0, import_node_path38.join)(scratch, "cache-")), envDir];
    const { status } = await runScript({ buildpackDir, name: "compile", args, env, isCaptured: false }, abort);
    if (status !== 0) throw new BuildpackError("publish::not-recorded", {});
  } finally {
    warnOfOwnRequests(readLines((0, import_node_path38.join)(directory, "own-requests")));
  }
  const files = readLines((0, import_node_path38.join)(directory, "fetched")).map((line2) => JSON.parse(line2));
  return { files, directory: (0, import_node_path38.join)(directory, "files") };
}
function makeAppWith(packages, scratch) {
  const app = (0, import_node_fs38.mkdtempSync)((0, import_node_path38.join)(scratch, "app-"));
  const directory = (0, import_node_path38.join)(app, "build", "heroku");
  (0, import_node_fs38.mkdirSync)(directory, { recursive: true });
  (0, import_node_fs38.writeFileSync)((0, import_node_path38.join)(directory, "package"), "Recording\n");
  (0, import_node_fs38.writeFileSync)((0, import_node_path38.join)(directory, "install"), `${packages.join("\n")}
`);
  return app;
}
async function findIsolation() {
  for (const command of ["unshare --net", "unshare --map-current-user --net"]) {
    const [program = "", ...args] = command.split(" ");
    const isAllowed = await run3(program, [...args, "true"]).then(
      () => true,
      () => false
    );
    if (isAllowed) return command;
  }
  action("This machine allows no network namespaces: packages that use the network by themselves go unnoticed.");
  return void 0;
}
function warnOfOwnRequests(names3) {
  const packages = [...new Set(names3)].sort();
  if (packages.length === 0) return;
  warn(
    `These packages use the network by themselves, which fails where there is none: ${packages.join(", ")}.
In an offline build they have to get their files with download, cached_download or unpack.`
  );
}
function readLines(file) {
  return (0, import_node_fs38.existsSync)(file) ? (0, import_node_fs38.readFileSync)(file, "utf8").split("\n").slice(0, -1) : [];
}

// src/publish/offline-part.ts
async function makeOfflinePart(options, environment, abort) {
  const { arch, packages, apps, scratch } = options;
  const runtime = await fetchNodeRuntime(options, environment, abort);
  if (arch !== import_node_process.arch && packages.length + apps.length > 0)
    warn(
      `What packages fetch is found out on ${import_node_process.arch}: what they would fetch for ${arch} alone is not in the package.`
    );
  const builds = [];
  if (packages.length > 0) {
    action(`Building an app with ${packages.join(", ")} to find out what they fetch`);
    builds.push(await recordBuild(makeAppWith(packages, scratch), { ...options, wantedBy: "--packages" }, abort));
  }
  for (const [index, app] of apps.entries()) {
    action(`Building ${app} to find out what its packages fetch`);
    const copy2 = (0, import_node_path39.join)(scratch, `copy-${index}`);
    await copyTree(findApp(app), copy2, { without: ".git", abort });
    builds.push(await recordBuild(copy2, options, abort));
  }
  return {
    entries: [runtime, ...offlineEntries(builds)],
    contents: [
      { what: runtime.path, size: sizeOf(runtime) },
      ...listFetched(builds).map(({ link: link2, size: size2 }) => ({ what: link2, size: size2 }))
    ]
  };
}

// src/publish/package-version.ts
var import_node_child_process7 = require("node:child_process");
var import_node_path40 = require("node:path");
var import_node_util3 = require("node:util");
init_defaults();
init_errors();
init_files();
var run4 = (0, import_node_util3.promisify)(import_node_child_process7.execFile);
async function choosePackageVersion(buildpackDir, wanted) {
  const version2 = wanted || await git(buildpackDir, "describe", "--tags", "--exact-match") || await git(buildpackDir, "rev-parse", "--short", "HEAD") || version;
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$/.test(version2))
    throw new BuildpackError("publish::version-unusable", { version: version2 });
  return version2;
}
async function git(directory, ...args) {
  if (statusOf((0, import_node_path40.join)(directory, ".git")) === void 0) return "";
  const env = Object.fromEntries(Object.entries(processVariables()).filter(([name]) => !name.startsWith("GIT_")));
  try {
    return (await run4("git", ["-c", "safe.directory=*", "-C", directory, ...args], { env })).stdout.trim();
  } catch {
    return "";
  }
}

// src/publish/public-repos.ts
var import_node_fs39 = require("node:fs");
init_errors();
init_link();
function readRepos(file) {
  try {
    return (0, import_node_fs39.readFileSync)(file, "utf8");
  } catch (cause) {
    const facts = { option: "--repos", file, reason: reasonOf(cause) };
    throw new BuildpackError("publish::file-unreadable", facts, { cause });
  }
}
function publicRepos(repos) {
  const links = wordsOf(repos).map(withoutUser);
  return Buffer.from(links.map((link2) => `${link2}
`).join(""));
}
function holdsPassword(repos) {
  return wordsOf(repos).some((word) => {
    const [, , credentials = ""] = userInfo.exec(word) ?? [];
    const [user = "", ...password] = credentials.split(":");
    const secret = password.length > 0 ? password.join(":") : user;
    return secret.replaceAll(/\$\{\w+\}/g, "") !== "";
  });
}
function wordsOf(repos) {
  return repos.split("\n").flatMap((line2) => {
    const words = line2.split(/\s+/).filter((word) => word !== "");
    const comment = words.findIndex((word) => word.startsWith("#"));
    return words.slice(0, comment === -1 ? void 0 : comment);
  });
}

// src/commands/package-buildpack.ts
function addPackage({ program, buildpackDir, abort, Option, action: action2 }) {
  program.command("package").description("Make a package of the buildpack for platforms to install.").option("--version <version>", "its version (default: VERSION of the environment, else the git tag or hash)").option("--offline", "with a Node.js and all that packages fetch, for machines without a network").option("--packages <names>", "offline: for these packages", "").option("--app <dir>", "offline: for what this app needs; can be repeated", andBefore, []).option("--repos <file>", "where packages come from; a part of the package").option("--arch <arch>", "offline: for machines of this architecture", process.arch).option("--stack <name>", "offline: for this stack").option("--env-file <file>", "offline: config variables, as NAME=value lines").option("--out <dir>", "where to put it", "build").addOption(
    new Option("--format <format>", "zip for Cloud Foundry, tgz for Heroku").choices(["zip", "tgz"]).default("zip")
  ).action(action2((options) => packageBuildpack(buildpackDir, options, abort)));
}
async function packageBuildpack(buildpackDir, options, abort) {
  const environment = readEnvironment(void 0, nothingInherited);
  const isOffline = options.offline ?? environment.setting("OFFLINE") === "true";
  const packages = options.packages.split(/\s+/).filter((name) => name !== "");
  checkOptions(options, packages, isOffline);
  const version2 = await choosePackageVersion(buildpackDir, options.version ?? environment.setting("VERSION"));
  const file = (0, import_node_path41.resolve)(options.out, `modular-buildpack-${isOffline ? "offline-" : ""}${version2}.${options.format}`);
  checkWritable(file);
  const repos = chooseRepos(buildpackDir, options.repos, isOffline);
  const config = await readEnvFile(options.envFile);
  const own = listEntries(buildpackDir, version2, repos);
  const scratch = (0, import_node_fs40.mkdtempSync)((0, import_node_path41.join)((0, import_node_os8.tmpdir)(), "package_"));
  try {
    const cacheDir = userCache("package");
    const wanted = { ...options, apps: options.app, buildpackDir, packages, config, cacheDir, scratch };
    const offline = isOffline ? await makeOfflinePart(wanted, environment, abort) : { entries: [], contents: [] };
    await writeArchive(file, options.format, sortEntries([...own, ...offline.entries]), abort);
    const ownSize = own.map(sizeOf).reduce((sum, size2) => sum + size2, 0);
    printContents([{ what: `the buildpack, version ${version2}`, size: ownSize }, ...offline.contents]);
    announcePackage(file, statusOf(file)?.size ?? 0);
    return 0;
  } finally {
    removeTree(scratch);
  }
}
function checkOptions({ app, stack, envFile }, packages, isOffline) {
  if (!isOffline && (packages.length > 0 || app.length > 0 || stack !== void 0 || envFile !== void 0))
    throw wrong("--packages, --app, --stack and --env-file need --offline");
  const invalid = packages.find((name) => !isPackageName(name));
  if (invalid !== void 0) throw new BuildpackError("publish::package-name-invalid", { name: invalid });
  const missing = app.find((directory) => !statusOf(directory)?.isDirectory());
  if (missing !== void 0) throw wrong(`--app is not a directory: ${missing}`);
}
function wrong(message) {
  return new BuildpackError("usage::wrong", { message: `modular package: ${message}.` });
}
function checkWritable(file) {
  let directory = (0, import_node_path41.dirname)(file);
  try {
    while (!statusOf(directory)) directory = (0, import_node_path41.dirname)(directory);
    if (!statusOf(directory)?.isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    (0, import_node_fs40.accessSync)(directory, import_node_fs40.constants.W_OK);
  } catch (cause) {
    throw new BuildpackError("publish::not-written", { file, reason: reasonOf(cause) }, { cause });
  }
}
function chooseRepos(buildpackDir, option, isOffline) {
  const own = (0, import_node_path41.join)(buildpackDir, "repos");
  if (option === void 0 && !statusOf(own)?.isFile()) return void 0;
  const repos = readRepos(option ?? own);
  if (isOffline) return publicRepos(repos);
  if (holdsPassword(repos))
    warn(
      "The repos file holds a password, which is in the package for everybody to read who gets it.\nWrite ${VARIABLE} in its place, and set a config variable of that name."
    );
  return Buffer.from(repos);
}

// src/commands/run-app.ts
init_defaults();
init_errors();

// src/local/dyno.ts
var import_node_child_process8 = require("node:child_process");
var import_node_fs41 = require("node:fs");
var import_node_os9 = require("node:os");
var import_node_path42 = require("node:path");
init_defaults();
init_errors();
init_output();
async function startDyno(options, abort) {
  const { directory, layout: layout3 } = options;
  const unshare = await findUnshare(options);
  abort.throwIfAborted();
  if (unshare === void 0)
    warn(
      `This machine allows no namespaces (unshare): the app runs in ${directory}, and not at ${layout3.root}.
Packages that expect to be at /app do not work there.`
    );
  const dynos = [...options.processes].map(([name, command]) => ({
    name,
    dyno: unshare === void 0 ? startInPlace(options, command) : startInNamespaces(unshare, options, command)
  }));
  return dynos.length === 1 && dynos[0] ? dynos[0].dyno : joinDynos(dynos);
}
function joinDynos(dynos) {
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    for (const { dyno } of dynos) dyno.stop();
  };
  const first = Promise.race(dynos.map(async ({ name, dyno }) => ({ name, status: await dyno.end })));
  const end2 = first.then(({ name, status }) => {
    const others = dynos.filter((each) => each.name !== name).map((each) => each.name);
    if (!isStopped) action(`${name} has ended with status ${status}: ending ${others.join(", ")}`);
    return status;
  }).finally(async () => {
    stop();
    await Promise.allSettled(dynos.map(({ dyno }) => dyno.end));
  });
  return { end: end2, stop };
}
async function findUnshare({ buildpackDir, directory, layout: layout3 }) {
  const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const options = ["--mount", "--pid", "--fork", "--kill-child", ...user === 0 ? [] : ["--user", "--map-root-user"]];
  const ids = user === 0 ? ["", ""] : [String(user), String(group)];
  const root = (0, import_node_fs41.mkdtempSync)((0, import_node_path42.join)((0, import_node_os9.tmpdir)(), "dyno_"));
  const script2 = (0, import_node_path42.join)(buildpackDir, "lib", "dyno.sh");
  const args = [layout3.root, directory, root, "0", ...ids, layout3.script, ""];
  const trial = (0, import_node_child_process8.spawn)("unshare", [...options, "sh", script2, ...args], { stdio: "ignore" });
  const status = await exitStatus(trial).catch(() => 1);
  (0, import_node_fs41.rmdirSync)(root);
  return status === 0 ? { options, ids } : void 0;
}
function startInNamespaces({ options, ids }, dyno, command) {
  const { buildpackDir, directory, layout: layout3, env } = dyno;
  const root = (0, import_node_fs41.mkdtempSync)((0, import_node_path42.join)((0, import_node_os9.tmpdir)(), "dyno_"));
  const script2 = (0, import_node_path42.join)(buildpackDir, "lib", "dyno.sh");
  const args = [layout3.root, directory, root, String(dynoGrace), ...ids, layout3.script, command];
  const child = (0, import_node_child_process8.spawn)("unshare", [...options, "sh", script2, ...args], {
    env: { ...env, ...layout3.variables(layout3.root) },
    detached: true,
    // Ctrl-C is for us alone: we end the app in order
    stdio: ["ignore", 1, 2, "pipe"]
  });
  const control = child.stdio[3];
  control.on("error", () => {
  });
  const end2 = exitStatus(child);
  const stop = () => {
    control.end();
    const last = setTimeout(() => child.kill("SIGKILL"), (dynoGrace + 2) * 1e3);
    void end2.catch(() => {
    }).finally(() => clearTimeout(last));
  };
  return { end: end2.finally(() => (0, import_node_fs41.rmdirSync)(root)), stop };
}
function startInPlace({ buildpackDir, directory, layout: layout3, env }, command) {
  const places = layout3.variables(directory);
  const child = (0, import_node_child_process8.spawn)("bash", [(0, import_node_path42.join)(buildpackDir, "lib", layout3.script), places.HOME, command], {
    env: { ...env, ...places },
    detached: true,
    stdio: ["ignore", 1, 2]
  });
  const endAll = async () => {
    if (child.pid !== void 0) await endFamily({ session: child.pid }, dynoGrace * 1e3);
  };
  return { end: exitStatus(child).finally(endAll), stop: () => void endAll() };
}
function exitStatus(child) {
  return new Promise((resolve6, reject) => {
    child.once("error", (cause) => {
      reject(
        new BuildpackError("local::not-started", { program: child.spawnfile, reason: reasonOf(cause) }, { cause })
      );
    });
    child.once("exit", (status, signal) => resolve6(status ?? 128 + import_node_os9.constants.signals[signal ?? "SIGTERM"]));
  });
}

// src/local/port.ts
var import_node_net3 = require("node:net");
var import_promises8 = require("node:timers/promises");
init_defaults();
init_errors();
async function choosePort(wanted) {
  if (wanted !== void 0) {
    if (await isFree(wanted)) return wanted;
    throw new BuildpackError("local::port-in-use", { port: wanted });
  }
  let port = firstPort;
  while (!await isFree(port)) port += 1;
  return port;
}
async function waitForListener(port, milliseconds, abort) {
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline && !abort.aborted) {
    if (await isListening(port)) return true;
    await (0, import_promises8.setTimeout)(25);
  }
  return false;
}
function isFree(port) {
  return new Promise((resolve6) => {
    const server = (0, import_node_net3.createServer)();
    server.once("error", () => resolve6(false));
    server.listen(port, () => server.close(() => resolve6(true)));
  });
}
function isListening(port) {
  return new Promise((resolve6) => {
    const socket = (0, import_node_net3.connect)(port, "localhost");
    socket.once("connect", () => resolve6(true));
    socket.once("error", () => resolve6(false));
    socket.once("connect", () => socket.destroy());
  });
}

// src/commands/run-app.ts
init_output();
function addRun(line2) {
  addBuildOptions(line2.program.command("run"), line2).description("Build a copy of an app, and run one of its processes as a platform does, at /app.").option(
    "--port <n>",
    "the port that the app is told to listen on (default: the first free one from 5000)",
    asPort(line2)
  ).option("--process <name>", "the process type to run, from the Procfile or the release file", "web").option("--check <path>", "request this path once the app listens, print the answer, and end the app").action(
    line2.action((appDir, options) => runApp(line2.buildpackDir, appDir, options, line2.abort))
  );
}
async function runApp(buildpackDir, appDir, options, abort) {
  if (options.port !== void 0) await choosePort(options.port);
  const build = await buildLocally(buildpackDir, appDir, options, abort);
  const { out, processTypes, layout: layout3 } = build;
  try {
    const type = options.process;
    const command = processTypes.get(type);
    if (command === void 0)
      throw new BuildpackError("local::no-such-process", { name: type, known: [...processTypes.keys()] });
    abort.throwIfAborted();
    const port = await choosePort(options.port);
    action(`Starting ${type} with PORT=${port}: ${command}`);
    const sidecars = build.sidecarsOf(type);
    for (const [name, each] of sidecars) detail(`and ${name} beside it: ${each}`);
    const dyno = await startDyno(
      {
        buildpackDir,
        directory: out.directory,
        layout: layout3,
        processes: new Map([[type, command], ...sidecars]),
        env: build.environmentOf({ type, port })
      },
      abort
    );
    return await attend(dyno, port, options, abort);
  } finally {
    if (options.out === void 0) removeOut(out);
  }
}
async function attend(dyno, port, options, abort) {
  const stop = () => dyno.stop();
  const ended = new AbortController();
  const end2 = dyno.end.finally(() => ended.abort());
  end2.catch(() => {
  });
  abort.addEventListener("abort", stop);
  if (abort.aborted) stop();
  try {
    if (options.check !== void 0) {
      const result = await check3(port, options.check, ended.signal).finally(async () => {
        stop();
        await end2;
      }).catch((error) => {
        abort.throwIfAborted();
        throw error;
      });
      abort.throwIfAborted();
      return result;
    }
    if (options.process === "web") void announce(port, ended.signal);
    const status = await end2;
    abort.throwIfAborted();
    return status;
  } finally {
    abort.removeEventListener("abort", stop);
  }
}
async function announce(port, ended) {
  if (await waitForListener(port, bootTimeout, ended)) action(`Listening at http://localhost:${port}`);
  else if (!ended.aborted)
    warn(`The app does not listen on port ${port} yet: after ${bootTimeout / 1e3} seconds a platform would end it.`);
}
async function check3(port, path, ended) {
  if (!await waitForListener(port, bootTimeout, ended)) {
    throw new BuildpackError("local::not-listening", { port, seconds: bootTimeout / 1e3 });
  }
  if (ended.aborted) throw new BuildpackError("local::not-listening", { port, seconds: bootTimeout / 1e3 });
  const url = `http://localhost:${port}/${path.replace(/^\//, "")}`;
  try {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.any([ended, AbortSignal.timeout(bootTimeout)])
    });
    detail(`GET ${url}: HTTP ${response.status}`);
    quote(await response.text());
    return response.status < 400 ? 0 : 1;
  } catch (cause) {
    throw new BuildpackError(
      "local::check-failed",
      { url, reason: reasonOf(cause.cause ?? cause) },
      { cause }
    );
  }
}

// src/commands/search-packages.ts
init_errors();
init_output();

// src/publish/available.ts
var import_node_fs42 = require("node:fs");
var import_node_path43 = require("node:path");
init_checksum();
init_files();
async function listAvailable(resolver, network) {
  const offers = [
    ...listLocal(resolver, "app"),
    ...listLocal(resolver, "buildpack"),
    ...network.links.length === 0 ? [] : await listOffered(network)
  ];
  const byName = /* @__PURE__ */ new Map();
  for (const offer of offers) {
    const same = byName.get(offer.name);
    if (same === void 0) byName.set(offer.name, [offer]);
    else same.push(offer);
  }
  const packages = [...byName.values()].flatMap(([first, ...others]) => {
    if (first === void 0) return [];
    const { checksum, ...chosen } = first;
    const alsoIn = [...new Set(others.map(({ source, repository }) => repository ?? source))];
    const isAmbiguous = first.source === "repository" && others.some((other) => other.checksum !== checksum);
    return [{ ...chosen, alsoIn: alsoIn.filter((place) => place !== chosen.repository), isAmbiguous }];
  });
  return packages.sort((a, b) => a.name < b.name ? -1 : 1);
}
function matchPackages(packages, word) {
  const wanted = (word ?? "").toLowerCase();
  return packages.filter(({ name, description }) => `${name}
${description ?? ""}`.toLowerCase().includes(wanted));
}
async function suggestAmong(packages, name) {
  return await closeNames(
    name,
    packages.map((each) => each.name)
  );
}
function listLocal({ directories }, source) {
  const directory = directories[source];
  return listInstallers(directory).map((name) => {
    const description = describeLocal(directory, name);
    return { name, description, source, repository: void 0, checksum: void 0 };
  });
}
async function listOffered(network) {
  const offered = await (await network.repositories()).list();
  return offered.map(({ name, description, checksum, repository }) => ({
    name,
    description: description === void 0 ? void 0 : oneLine(description) || void 0,
    source: "repository",
    repository: String(repository),
    checksum: formatChecksum(checksum)
  }));
}
function describeLocal(directory, name) {
  const [described] = readLines2((0, import_node_path43.join)(directory, `${name}.dsc`)).filter((line2) => line2 !== "");
  if (described !== void 0) return described;
  const [first, ...rest] = readLines2((0, import_node_path43.join)(directory, `${name}.sh`)).filter((line2) => !line2.startsWith("#!"));
  const end2 = rest.findIndex((line2) => !/^# ?\S/.test(line2));
  if (first === void 0 || !/^# ?\S/.test(first)) return void 0;
  const comment = [first, ...rest.slice(0, end2 === -1 ? void 0 : end2)].map((line2) => line2.replace(/^# ?/, "")).join(" ");
  return /^.*?\.(?=\s|$)/.exec(comment)?.[0] ?? comment;
}
function readLines2(file) {
  if (!statusOf(file)?.isFile()) return [];
  return (0, import_node_fs42.readFileSync)(file, "utf8").split(/\r?\n/).slice(0, 50).map((line2) => oneLine(line2));
}

// src/publish/package-info.ts
var import_node_fs43 = require("node:fs");
init_checksum();
init_link();
function describePackage(available, installer) {
  const { directory, name } = installer;
  const isRemote = installer.source === "repository";
  const known = { INSTALLER_DIR: directory, PACKAGE: name, BUILD_DIR: "$BUILD_DIR", CACHE_DIR: "$CACHE_DIR" };
  const { requires, hasOpenRequirements, fetches } = readInstaller((0, import_node_fs43.readFileSync)(installer.file, "utf8"), known);
  const links = fetches.flatMap(
    ({ url, checksum, isConditional, isCertain }) => url ? [
      {
        link: showLink(url, directory),
        checksum: checksum || void 0,
        isConditional: isConditional || !isCertain
      }
    ] : []
  );
  return {
    ...available,
    installer: isRemote ? String(installer.link) : installer.file,
    checksum: isRemote ? formatChecksum(installer.checksum) : void 0,
    requires: requires.map(({ name: name2, isConditional }) => ({ name: name2, isConditional })),
    requiresMore: hasOpenRequirements,
    fetches: links,
    fetchesMore: fetches.length - links.length
  };
}
function showLink(url, directory) {
  if (url.startsWith("/")) return url;
  const whole = hasScheme(url) ? url : `${directory}/${url}`;
  if (!hasScheme(whole)) return whole;
  try {
    return String(Link.parse(whole));
  } catch {
    return withoutCredentials(url);
  }
}
function describeSource({ source, repository, isAmbiguous }) {
  if (isAmbiguous) return "nowhere: repositories have different packages of this name";
  return source === "repository" ? `the repository ${repository ?? ""}` : `the ${source}`;
}
function formatInfo(info2) {
  const perhaps = (isConditional) => isConditional ? " (perhaps)" : "";
  const requires = info2.requires.map(({ name, isConditional }) => `${name}${perhaps(isConditional)}`);
  if (info2.requiresMore) requires.push("more, which only a build can know");
  const fetches = info2.fetches.flatMap(({ link: link2, checksum, isConditional }) => [
    `${link2}${perhaps(isConditional)}`,
    ...checksum === void 0 ? [] : [`  ${checksum}`]
  ]);
  if (info2.fetchesMore > 0)
    fetches.push(`${info2.fetchesMore} ${info2.fetches.length > 0 ? "more " : ""}that only a build can know`);
  const rows = [
    ["Package", info2.name],
    ["Description", info2.description ?? "none"],
    ["From", describeSource(info2)],
    ...info2.alsoIn.map((place) => ["Also in", /^\w+$/.test(place) ? `the ${place}` : place]),
    ["Installer", info2.installer],
    ...info2.checksum === void 0 ? [] : [["Checksum", info2.checksum]],
    ["Requires", [...new Set(requires)].join("\n") || "nothing"],
    ["Fetches", fetches.join("\n") || "nothing"]
  ];
  return rows.flatMap(
    ([label, text2]) => formatTable([
      [
        label.padEnd(11),
        text2.split("\n").map((each) => `${/^ */.exec(each)?.[0] ?? ""}${oneLine(each)}`).join("\n")
      ]
    ])
  );
}

// src/publish/search-report.ts
function formatAvailable(packages) {
  const repositories = [...new Set(packages.flatMap(({ repository }) => repository ?? []))];
  const numberOf = (link2) => repositories.length === 1 ? "" : ` ${repositories.indexOf(link2) + 1}`;
  const rows = packages.map(({ name, source, repository, description, isAmbiguous }) => [
    name,
    isAmbiguous ? "ambiguous" : `${source}${repository === void 0 ? "" : numberOf(repository)}`,
    description ?? ""
  ]);
  const legend = repositories.map(
    (link2, index) => `repository${repositories.length === 1 ? "" : ` ${index + 1}`}: ${link2}`
  );
  const table = formatTable([["NAME", "FROM", "DESCRIPTION"], ...rows]);
  return legend.length === 0 ? table : [...table, "", ...legend];
}
function asJson(value) {
  return JSON.stringify(value, (_, each) => each === void 0 ? null : each, 2);
}

// src/commands/search-packages.ts
function addSearch(line2) {
  const { program, buildpackDir, abort, action: action2 } = line2;
  addOfferOptions(program.command("search [word]"), line2).description("List the packages that an app could install, or those with a word in their name or description.").action(action2((word, options) => search(buildpackDir, word, options, abort)));
}
function addInfo(line2) {
  const { program, buildpackDir, abort, action: action2 } = line2;
  addOfferOptions(program.command("info <package>"), line2).description("Say where a package would come from, what it requires and what it fetches.").action(action2((name, options) => info(buildpackDir, name, options, abort)));
}
function addOfferOptions(command, line2) {
  return command.option("--repo <link>", "a repository's index; can be repeated", andBefore).option("--app <dir>", "for this app: with its own installers and repositories").addOption(formatOption(line2));
}
async function search(buildpackDir, word, options, abort) {
  keepStdoutForResults();
  const { resolver, network } = openOffer("search", buildpackDir, options, abort);
  const all = await listAvailable(resolver, network);
  const found = matchPackages(all, word);
  if (options.format === "json") line(asJson(found));
  else if (found.length > 0) for (const text2 of formatAvailable(found)) line(text2);
  network.removeUnused();
  if (found.length > 0) return 0;
  const close = word === void 0 ? [] : await suggestAmong(all, word);
  warn(
    [
      word === void 0 ? "There are no packages." : `No package has ${JSON.stringify(word)} in its name or description.`,
      ...close.length > 0 ? [`Close names: ${close.join(", ")}.`] : []
    ].join("\n")
  );
  return 1;
}
async function info(buildpackDir, name, options, abort) {
  if (!isPackageName(name))
    throw new BuildpackError("usage::wrong", {
      message: `modular info: ${JSON.stringify(name)} is not a package name.`
    });
  keepStdoutForResults();
  const { resolver, network } = openOffer("info", buildpackDir, options, abort);
  const installer = await resolver.find(name);
  const all = await listAvailable(resolver, network);
  const available = all.find((each) => each.name === name);
  if (installer === void 0 || available === void 0) {
    const searched = resolver.places.filter((place) => options.app !== void 0 || place !== resolver.directories.app);
    throw new BuildpackError("publish::package-not-found", { name, searched, close: await suggestAmong(all, name) });
  }
  const described = describePackage(available, installer);
  if (options.format === "json") line(asJson(described));
  else for (const text2 of formatInfo(described)) line(text2);
  network.removeUnused();
  return 0;
}

// src/commands/serve-directory.ts
var import_node_net4 = require("node:net");
init_defaults();
init_errors();
init_output();

// src/publish/directory-server.ts
var import_node_fs45 = require("node:fs");
var import_node_http2 = require("node:http");
init_errors();

// src/publish/content-answer.ts
var import_promises9 = require("node:stream/promises");
function refuse(response, { status, reason }) {
  const body = `${reason}
`;
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body)
  });
  const isHead = response.req.method === "HEAD";
  response.end(isHead ? void 0 : body);
  return isHead ? 0 : Buffer.byteLength(body);
}
async function answer({ method, headers }, response, content, count) {
  const { size: size2, etag, modified, type } = content;
  response.setHeader("ETag", etag).setHeader("Cache-Control", "no-cache").setHeader("Accept-Ranges", "bytes");
  if (modified !== void 0) response.setHeader("Last-Modified", modified.toUTCString());
  const part = method === "HEAD" ? "all" : partOf(headers, etag, size2);
  const isUnchanged = isKnown(headers, content);
  if (isUnchanged || part === "none") {
    await content.close();
    if (!isUnchanged) response.setHeader("Content-Range", `bytes */${size2}`);
    response.writeHead(isUnchanged ? 304 : 416).end();
    return;
  }
  const { first, last } = part === "all" ? { first: 0, last: size2 - 1 } : part;
  const length = last + 1 - first;
  response.setHeader("Content-Type", type).setHeader("X-Content-Type-Options", "nosniff");
  if (part !== "all") response.setHeader("Content-Range", `bytes ${first}-${last}/${size2}`);
  response.writeHead(part === "all" ? 200 : 206, { "Content-Length": length });
  if (method === "HEAD" || length === 0) {
    await content.close();
    response.end();
    return;
  }
  let sent = 0;
  const counted2 = async function* (chunks) {
    for await (const chunk of chunks) {
      sent += chunk.length;
      count(chunk.length);
      yield chunk;
    }
  };
  await (0, import_promises9.pipeline)(content.read(first, last), counted2, response, { end: false });
  if (sent === length) response.end();
  else response.destroy();
}
function isKnown(headers, { etag, modified }) {
  const tags = headers["if-none-match"];
  if (tags !== void 0)
    return tags.trim() === "*" || tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return modified !== void 0 && Math.floor(modified.getTime() / 1e3) * 1e3 <= since;
}
function partOf({ range, ...headers }, etag, size2) {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return "all";
  if (headers["if-range"] !== void 0 && headers["if-range"] !== etag) return "all";
  const first = from === "" ? Math.max(0, size2 - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size2 - 1 : Math.min(Number(to), size2 - 1);
  if (from !== "" && to !== "" && Number(to) < first) return "all";
  return first > last ? "none" : { first, last };
}

// src/publish/served-content.ts
var import_node_crypto10 = __toESM(require_node_crypto(), 1);
var import_node_fs44 = require("node:fs");
var import_promises10 = require("node:fs/promises");
var import_node_path44 = require("node:path");
var import_node_stream2 = require("node:stream");
init_errors();
var plainText2 = "text/plain; charset=utf-8";
var absent = { status: 404, reason: "there is no such file" };
function textContent(text2) {
  const bytes = Buffer.from(text2);
  return {
    size: bytes.length,
    etag: `"${(0, import_node_crypto10.createHash)("sha256").update(bytes).digest("hex").slice(0, 32)}"`,
    modified: void 0,
    type: plainText2,
    read: (first, last) => import_node_stream2.Readable.from([bytes.subarray(first, last + 1)]),
    close: async () => {
    }
  };
}
async function openContent(root, path) {
  const parts = readPath(path);
  if (parts === void 0) return absent;
  try {
    const file = await (0, import_promises10.realpath)((0, import_node_path44.join)(root, ...parts));
    const inside = insideOf(root, file);
    if (inside === void 0) return { status: 403, reason: "it leads out of the directory that is served" };
    if (inside.split("/").some((part) => part.startsWith("."))) return absent;
    return await describe2(await (0, import_promises10.open)(file, import_node_fs44.constants.O_RDONLY | import_node_fs44.constants.O_NOFOLLOW | import_node_fs44.constants.O_NONBLOCK), file);
  } catch (error) {
    const { code = "" } = error;
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "ENXIO"].includes(code)) return absent;
    if (code === "EACCES" || code === "EPERM") return { status: 403, reason: reasonOf(error) };
    throw error;
  }
}
function insideOf(root, file) {
  const path = (0, import_node_path44.relative)(root, file);
  return path === ".." || path.startsWith("../") ? void 0 : path;
}
function readPath(path) {
  let parts;
  try {
    parts = path.split("/").map(decodeURIComponent);
  } catch {
    return void 0;
  }
  const [first, ...names3] = parts;
  const isShown = (name) => name !== "" && !name.startsWith(".") && !/[/\0]/.test(name);
  return first === "" && names3.length > 0 && names3.every(isShown) ? names3 : void 0;
}
async function describe2(handle, file) {
  const status = await handle.stat({ bigint: true });
  if (!status.isFile()) {
    await handle.close();
    return absent;
  }
  const { size: size2, ino, mtimeNs } = status;
  return {
    size: Number(size2),
    etag: `"${[size2, ino, mtimeNs].map((number) => number.toString(36)).join("-")}"`,
    modified: status.mtime,
    type: /\.(?:sh|dsc|txt|md)$/.test(file) ? plainText2 : "application/octet-stream",
    read: (start2, end2) => handle.createReadStream({ start: start2, end: end2, highWaterMark: 256 * 1024 }),
    close: async () => await handle.close()
  };
}

// src/publish/directory-server.ts
var DirectoryServer = class _DirectoryServer {
  #root;
  #server;
  #options;
  constructor(root, options) {
    this.#root = root;
    this.#options = options;
    this.#server = (0, import_node_http2.createServer)((request, response) => void this.#handle(request, response));
  }
  /** @throws BuildpackError if the directory is none, or nobody can listen there */
  static async start(directory, options) {
    const self = new _DirectoryServer(realPathOf3(directory), options);
    const { host, port } = options;
    await new Promise((resolve6, reject) => {
      self.#server.once("error", (cause) => reject(cannotListen(cause, host, port)));
      self.#server.listen(port, host, resolve6);
    });
    return self;
  }
  get port() {
    return this.#server.address().port;
  }
  /** Ends it, and every connection to it. */
  async close() {
    const closed2 = new Promise((resolve6) => this.#server.close(resolve6));
    this.#server.closeAllConnections();
    await closed2;
  }
  async #handle(request, response) {
    const { method = "", url = "" } = request;
    const path = url.replace(/\?.*/s, "");
    let bytes = 0;
    response.on("close", () => {
      this.#options.onRequest?.({ method, path, status: response.statusCode, bytes });
    });
    try {
      if (method !== "GET" && method !== "HEAD") {
        response.setHeader("Allow", "GET, HEAD").setHeader("Connection", "close");
        bytes = refuse(response, { status: 405, reason: "only GET and HEAD are answered" });
        return;
      }
      const content = path === "/index" ? this.#index() : await openContent(this.#root, path);
      if ("reason" in content) bytes = refuse(response, content);
      else await answer(request, response, content, (count) => bytes += count);
    } catch (error) {
      if (response.destroyed) return;
      this.#options.onFault?.(error);
      if (response.headersSent) response.destroy();
      else bytes = refuse(response, { status: 500, reason: "it cannot be read" });
    }
  }
  /** Not with a status that builds take for an outage: they would use an older index. */
  #index() {
    try {
      return textContent(formatIndex(readServedPackages(this.#root).packages));
    } catch (error) {
      if (!(error instanceof BuildpackError)) throw error;
      this.#options.onFault?.(error);
      return { status: 409, reason: error.message };
    }
  }
};
function readServedPackages(directory) {
  const root = realPathOf3(directory);
  const { packages, leftOut } = readPackageDirectory(root);
  const isInside = ({ file }) => insideOf(root, realPathOf3(file)) !== void 0;
  const outside = packages.filter((each) => !isInside(each)).map(({ path }) => ({ path, reason: "it leads out of the directory" }));
  return { packages: packages.filter(isInside), leftOut: [...leftOut, ...outside] };
}
function realPathOf3(path) {
  try {
    return (0, import_node_fs45.realpathSync)(path);
  } catch (cause) {
    throw new BuildpackError("publish::unreadable", { path, reason: reasonOf(cause) }, { cause });
  }
}
function cannotListen(cause, host, port) {
  if (cause.code === "EADDRINUSE") return new BuildpackError("local::port-in-use", { port }, { cause });
  return new BuildpackError("publish::not-listening", { host, port, reason: reasonOf(cause) }, { cause });
}

// src/commands/serve-directory.ts
function addServe(commandLine) {
  commandLine.program.command("serve").description("Serve a directory of packages as a repository, for builds on this machine.").argument("<dir>", "the packages: DIR/NAME.sh or DIR/GROUP/NAME.sh").option("--port <n>", `where to listen (default: the first free one from ${firstServedPort})`, asPort(commandLine)).option(
    "--host <host>",
    "the name or address to listen at; 0.0.0.0 for all of this machine",
    asHost(commandLine),
    "127.0.0.1"
  ).addHelpText("after", "\nCtrl-C ends it, and so does TERM; both with status 0.").action(
    commandLine.action(
      (directory, options) => serveDirectory(directory, options, commandLine.abort)
    )
  );
}
async function serveDirectory(directory, { host, port }, abort) {
  const { packages, leftOut } = readServedPackages(directory);
  tellLeftOut(leftOut);
  const server = await listen(directory, port, {
    host,
    onRequest: ({ method, path, status, bytes }) => line(`${method} ${path} ${status} ${bytes}`),
    onFault: (error) => warn(error instanceof Error ? error.message : String(error))
  });
  try {
    action(`Serving ${counted(packages.length, "package")} of ${directory}`);
    detail(`To use it, write this into build/heroku/repos:
${linkOf(host, server.port)}`);
    detail("A build asks for the index every 5 minutes, or at once with RELOAD_REPOSITORY=1.");
    if (!isLoopback(host)) warn(`Everybody who reaches ${host} can read what is in ${directory}.`);
    await new Promise((resolve6) => {
      abort.addEventListener("abort", resolve6);
      if (abort.aborted) resolve6(void 0);
    });
    return 0;
  } finally {
    await server.close();
  }
}
async function listen(directory, port, options) {
  for (let next = port ?? firstServedPort; ; next += 1) {
    try {
      return await DirectoryServer.start(directory, { ...options, port: next });
    } catch (error) {
      const isTaken = error instanceof BuildpackError && error.code === "local::port-in-use";
      if (port !== void 0 || !isTaken || next === 65535) throw error;
    }
  }
}
function linkOf(host, port) {
  const own = { "0.0.0.0": "127.0.0.1", "::": "::1" }[host] ?? host;
  return `http://${(0, import_node_net4.isIPv6)(own) ? `[${own}]` : own}:${port}/index`;
}
function isLoopback(host) {
  return host === "localhost" || host === "::1" || /^127\.[\d.]+$/.test(host);
}

// src/commands/test-packages.ts
var import_node_fs50 = require("node:fs");
init_errors();
init_output();

// src/publish/package-tests.ts
var import_node_fs49 = require("node:fs");
var import_node_os10 = require("node:os");
var import_node_path48 = require("node:path");
init_errors();
init_files();

// src/publish/shared-downloads.ts
var import_node_fs46 = require("node:fs");
var import_node_path45 = require("node:path");
init_defaults();
init_files();
var SharedDownloads = class {
  #directory;
  #ownLink;
  /** Sizes in bytes, by sha256. */
  #sizes = /* @__PURE__ */ new Map();
  /** @param ownLink what the links begin with that every package has to fetch for itself */
  constructor(directory, ownLink) {
    this.#directory = directory;
    this.#ownLink = ownLink;
  }
  /** Hands what is there on to a new cache, and the Node.js that the build will need where it needs its own. */
  giveTo(cacheDir) {
    const own = (0, import_node_path45.join)(cacheDir, ownCache);
    linkAll(this.#directory, own);
    const [, runtimes] = /^(.*\/modular-v1\/node)\//.exec(process.execPath) ?? [];
    if (runtimes !== void 0) linkAll(runtimes, (0, import_node_path45.join)(own, "node"));
  }
  /** Takes what a cache has got from elsewhere. */
  takeFrom(cacheDir) {
    const own = (0, import_node_path45.join)(cacheDir, ownCache);
    for (const path of listFiles2((0, import_node_path45.join)(own, "artifacts"))) {
      const file = (0, import_node_path45.join)("artifacts", path);
      const record = readRecord((0, import_node_path45.join)(own, file));
      if (record === void 0 || record.link.startsWith(this.#ownLink)) continue;
      const stored = (0, import_node_path45.join)("store", record.sha256);
      if (!(0, import_node_fs46.existsSync)((0, import_node_path45.join)(own, stored))) continue;
      for (const each of [stored, file]) link((0, import_node_path45.join)(own, each), (0, import_node_path45.join)(this.#directory, each));
      this.#sizes.set(record.sha256, record.size);
    }
  }
  /** The size of a file that came from elsewhere, in bytes; 0 for one that did not. */
  sizeOf(sha256) {
    return this.#sizes.get(sha256) ?? 0;
  }
};
function readRecord(file) {
  try {
    return JSON.parse((0, import_node_fs46.readFileSync)(file, "utf8"));
  } catch {
    return void 0;
  }
}
function linkAll(from, to) {
  for (const path of listFiles2(from)) link((0, import_node_path45.join)(from, path), (0, import_node_path45.join)(to, path));
}
function link(from, to) {
  if ((0, import_node_fs46.existsSync)(to)) return;
  makeDirectory((0, import_node_path45.dirname)(to));
  try {
    (0, import_node_fs46.linkSync)(from, to);
  } catch {
    (0, import_node_fs46.copyFileSync)(from, to, import_node_fs46.constants.COPYFILE_FICLONE);
  }
}
function listFiles2(directory) {
  if (!(0, import_node_fs46.existsSync)(directory)) return [];
  return (0, import_node_fs46.readdirSync)(directory, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return [entry.name];
    return entry.isDirectory() ? listFiles2((0, import_node_path45.join)(directory, entry.name)).map((path) => (0, import_node_path45.join)(entry.name, path)) : [];
  });
}

// src/publish/tested-package.ts
var import_node_fs48 = require("node:fs");
var import_node_path47 = require("node:path");

// src/assemble/boot-script.ts
init_errors();
init_files();
init_output();

// src/assemble/writing.ts
init_errors();

// src/assemble/boot-script.ts
var configureScript = "./configure.sh";
var beginning = `#!/bin/sh

if [ -f ${configureScript} ]; then
	chmod +x ${configureScript}
	. ${configureScript}
fi

`;
var end = "wait\n";
function appendedTo(bootScript) {
  const text2 = bootScript.toString("latin1");
  if (!text2.startsWith(beginning) || !text2.endsWith(end)) return Buffer.alloc(0);
  return Buffer.from(text2.slice(beginning.length, -end.length), "latin1");
}

// src/assemble/extensions.ts
var import_node_fs47 = require("node:fs");
var import_node_path46 = require("node:path");
init_errors();
init_files();

// src/shell-text.ts
var import_shell_quote = __toESM(require_shell_quote(), 1);

// src/assemble/extensions.ts
function readProfileExtensions(buildDir) {
  const directory = (0, import_node_path46.join)(buildDir, ".profile.d");
  const names3 = (0, import_node_fs47.existsSync)(directory) ? (0, import_node_fs47.readdirSync)(directory).sort() : [];
  return names3.filter((name) => name.endsWith(".sh") && statusOf((0, import_node_path46.join)(directory, name))?.isFile()).map((name) => (0, import_node_fs47.readFileSync)((0, import_node_path46.join)(directory, name), "utf8")).flatMap((text2) => [...text2.matchAll(/^export (\w+)="\$\{\1:\+\$\{\1\}:\}(.*)"$/gm)]).map(([, variable = "", value = ""]) => ({ variable, value }));
}

// src/publish/tested-package.ts
init_files();
async function testPackage(name, place, abort) {
  const { buildpackDir, envDir, stack, repos, shared } = place;
  if ((0, import_node_fs48.existsSync)((0, import_node_path47.join)(buildpackDir, "installers", `${name}.sh`))) return shadowed(name);
  const directory = (0, import_node_path47.join)(place.scratch, name);
  const [app, cache, record, temporary, log2] = ["app", "cache", "record", "tmp", "log"].map(
    (each) => (0, import_node_path47.join)(directory, each)
  );
  makeApp(app, name, repos);
  for (const each of [cache, record, temporary]) (0, import_node_fs48.mkdirSync)(each);
  shared.giveTo(cache);
  const env = {
    ...platformEnvironment(),
    HOME: app,
    TMPDIR: temporary,
    MODULAR_RECORD: record,
    MODULAR_REPOS: "",
    ...stack === void 0 ? {} : { STACK: stack }
  };
  const descriptor = (0, import_node_fs48.openSync)(log2, "w");
  try {
    const start2 = performance.now();
    const phase = { buildpackDir, name: "compile", args: [app, cache, envDir], env, isCaptured: false };
    const { status } = await runScript({ ...phase, log: descriptor }, abort);
    const seconds = (performance.now() - start2) / 1e3;
    shared.takeFrom(cache);
    return {
      name,
      problem: status === 0 ? void 0 : `The build has ended with status ${status}.`,
      seconds,
      bytes: downloadedBytes(record, app, shared),
      files: countFiles(Buffer.from(app)) - countOwnFiles(app),
      extensions: readProfileExtensions(app),
      bootLines: status === 0 ? readBootLines(app) : [],
      log: log2
    };
  } finally {
    (0, import_node_fs48.closeSync)(descriptor);
    for (const each of [record, temporary]) removeTree(each);
  }
}
var configFiles = ["package", "install", "repos"];
function makeApp(app, name, repos) {
  const directory = (0, import_node_path47.join)(app, "build", "heroku");
  (0, import_node_fs48.mkdirSync)(directory, { recursive: true });
  const texts = [`Test of ${name}`, name, repos.join("\n")];
  configFiles.forEach((file, index) => (0, import_node_fs48.writeFileSync)((0, import_node_path47.join)(directory, file), `${texts[index] ?? ""}
`));
}
function shadowed(name) {
  const problem = `The buildpack has a package ${name} of its own, which every build gets instead. Rename this one.`;
  return { name, problem, seconds: 0, bytes: 0, files: 0, extensions: [], bootLines: [], log: void 0 };
}
function readManifest(app) {
  const file = (0, import_node_path47.join)(app, ".modular", "packages.json");
  return (0, import_node_fs48.existsSync)(file) ? JSON.parse((0, import_node_fs48.readFileSync)(file, "utf8")) : void 0;
}
function downloadedBytes(record, app, shared) {
  const file = (0, import_node_path47.join)(record, "fetched");
  const lines = (0, import_node_fs48.existsSync)(file) ? (0, import_node_fs48.readFileSync)(file, "utf8").split("\n").slice(0, -1) : [];
  const fetched = lines.map((line2) => JSON.parse(line2));
  const came = new Set(fetched.map(({ sha256 }) => sha256));
  const artifacts = readManifest(app)?.packages.flatMap((each) => each.artifacts) ?? [];
  const spared = new Set(artifacts.map(({ sha256 }) => sha256).filter((sha256) => !came.has(sha256)));
  const sizes = [...fetched.map(({ size: size2 }) => size2), ...[...spared].map((sha256) => shared.sizeOf(sha256))];
  return sizes.reduce((sum, size2) => sum + size2, 0);
}
function countFiles(directory) {
  let count = 0;
  for (const entry of (0, import_node_fs48.readdirSync)(directory, { withFileTypes: true, encoding: "buffer" })) {
    const path = Buffer.concat([directory, Buffer.from("/"), entry.name]);
    count += entry.isDirectory() ? countFiles(path) : 1;
  }
  return count;
}
function countOwnFiles(app) {
  const paths = [...configFiles.map((file) => `build/heroku/${file}`), "boot.sh", ".modular/packages.json"];
  return paths.filter((path) => (0, import_node_fs48.existsSync)((0, import_node_path47.join)(app, path))).length;
}
function readBootLines(app) {
  const file = (0, import_node_path47.join)(app, "boot.sh");
  if (!(0, import_node_fs48.existsSync)(file)) return [];
  const lines = appendedTo((0, import_node_fs48.readFileSync)(file)).toString().split("\n");
  return lines.filter((line2) => line2.trim() !== "");
}

// src/publish/package-tests.ts
async function chooseNames(directory, { packages }, wanted) {
  const known = packages.map(({ name }) => name);
  if (known.length === 0) throw new BuildpackError("publish::no-packages", { directory });
  if (wanted.length === 0) return known;
  const names3 = [...new Set(wanted)].filter((name) => !known.includes(name));
  const [first] = names3;
  if (first === void 0) return known.filter((name) => wanted.includes(name));
  const close = names3.length === 1 ? await closeNames(first, known) : [];
  throw new BuildpackError("publish::not-in-directory", { directory, names: names3, close });
}
async function openTests(directory, options, abort) {
  abort.throwIfAborted();
  const server = await DirectoryServer.start(directory, { host: "127.0.0.1", port: 0 });
  const scratch = (0, import_node_fs49.mkdtempSync)((0, import_node_path48.join)((0, import_node_fs49.realpathSync)((0, import_node_os10.tmpdir)()), "test_"));
  const ownLink = `http://127.0.0.1:${server.port}/`;
  const place = {
    buildpackDir: options.buildpackDir,
    scratch,
    envDir: (0, import_node_path48.join)(scratch, ".env"),
    // no package can have such a name
    stack: options.stack,
    repos: [`${ownLink}index`, ...options.repos],
    shared: new SharedDownloads((0, import_node_path48.join)(scratch, ".shared"), ownLink)
  };
  return {
    scratch,
    run: async (names3) => {
      writeConfig(place.envDir, options.config);
      return await runAll(names3, place, options, abort);
    },
    end: async (isKept) => {
      await server.close();
      for (const each of isKept ? [place.envDir, (0, import_node_path48.join)(scratch, ".shared")] : [scratch]) removeTree(each);
    }
  };
}
async function runAll(names3, place, { jobs, onStart }, abort) {
  const failed = new AbortController();
  const signal = AbortSignal.any([abort, failed.signal]);
  const tested = /* @__PURE__ */ new Map();
  const left = [...names3];
  const work = async () => {
    for (let name = left.shift(); name !== void 0; name = left.shift()) {
      signal.throwIfAborted();
      onStart(name);
      tested.set(name, await testPackage(name, place, signal));
    }
  };
  const workers = Array.from({ length: jobs }, async () => {
    await work().catch((error) => {
      failed.abort(error);
      throw error;
    });
  });
  await Promise.allSettled(workers);
  signal.throwIfAborted();
  return names3.flatMap((name) => tested.get(name) ?? []);
}
function writeConfig(envDir, config) {
  (0, import_node_fs49.mkdirSync)(envDir, { mode: 448 });
  const all = { ...platformEnvironment(), ...config };
  const hasProxy = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].some((name) => all[name]);
  const spared = all["no_proxy"] || all["NO_PROXY"];
  const written = {
    ...config,
    ...hasProxy ? { no_proxy: [...spared ? [spared] : [], "127.0.0.1"].join(",") } : {}
  };
  for (const [name, value] of Object.entries(written)) {
    if (["MODULAR_REPOS", "MODULAR_RECORD", ".", ".."].includes(name)) continue;
    (0, import_node_fs49.writeFileSync)((0, import_node_path48.join)(envDir, name), value, { mode: 384 });
  }
}

// src/commands/test-packages.ts
function addTest(commandLine) {
  commandLine.program.command("test").description("Install packages of a directory for real, each into an app of its own, as a build would.").argument("<dir>", "the packages: DIR/NAME.sh or DIR/GROUP/NAME.sh").argument("[package...]", "which of them (default: all)").option("--repo <link>", "one more repository, for what packages require; can be repeated", andBefore).option("--stack <name>", "the platform stack to build for, such as heroku-24").option("--env-file <file>", "config variables, as NAME=value lines").option("--jobs <n>", "how many packages to install at a time", asCount(commandLine), 1).option("--keep", "keep the apps, the caches and the logs, and say where they are").action(
    commandLine.action(
      (directory, packages, options) => testPackages(commandLine, directory, packages, options)
    )
  );
}
async function testPackages({ buildpackDir, abort }, directory, wanted, { repo = [], stack, envFile, jobs, keep = false }) {
  parseRepoOptions("test", repo);
  const config = await readEnvFile(envFile);
  const found = readServedPackages(directory);
  const names3 = await chooseNames(directory, found, wanted);
  if (wanted.length === 0) tellLeftOut(found.leftOut);
  const onStart = (name) => action(`Testing ${name}`);
  const tests = await openTests(directory, { buildpackDir, stack, config, repos: repo, jobs, onStart }, abort);
  try {
    const tested = await tests.run(names3);
    printTable(tested);
    printBoot(tested);
    const failed = tested.filter(({ problem }) => problem !== void 0);
    failed.forEach(printFailure);
    if (failed.length > 0)
      throw new BuildpackError("publish::packages-failed", {
        names: failed.map(({ name }) => name),
        count: tested.length
      });
    return 0;
  } finally {
    if (keep) action(`Kept in ${tests.scratch}: for each package its app, cache and log`);
    await tests.end(keep);
  }
}
function printTable(tested) {
  const rows = tested.map(({ name, problem, seconds, bytes, files, extensions, bootLines }) => [
    name,
    problem === void 0 ? "ok" : "failed",
    seconds.toFixed(1),
    sizeText(bytes),
    String(files),
    String(extensions.filter(({ variable }) => variable === "PATH").length),
    String(bootLines.length)
  ]);
  const table = [["PACKAGE", "RESULT", "SECONDS", "DOWNLOADED", "FILES", "PATH", "BOOT.SH"], ...rows];
  for (const row of formatTable(table, 2)) line(row);
}
function printBoot(tested) {
  for (const { name, extensions, bootLines } of tested) {
    if (extensions.length + bootLines.length === 0) continue;
    line(`
${name}`);
    for (const { variable, value } of extensions) line(`  ${variable}: ${oneLine(value)}`);
    for (const each of bootLines) line(`  boot.sh: ${oneLine(each)}`);
  }
}
function printFailure({ name, problem = "", log: log2 }) {
  line("");
  action(log2 === void 0 ? `Why ${name} was not installed` : `The log of ${name}`);
  if (log2 !== void 0) quote((0, import_node_fs50.readFileSync)(log2, "utf8").replace(/\n$/, ""));
  detail(problem);
}
function asCount({ InvalidArgumentError }) {
  return (text2) => {
    if (!/^[1-9]\d{0,2}$/.test(text2)) throw new InvalidArgumentError("It has to be a number from 1 to 999.");
    return Number(text2);
  };
}

// src/commands/modular.ts
var commands = [
  ...[addBuild, addRun, addPackage],
  ...[addNew, addCheck, addTest, addServe, addIndex, addSearch, addInfo]
];
async function modular(buildpackDir, args, abort) {
  const { Command, CommanderError, InvalidArgumentError, Option } = await Promise.resolve().then(() => __toESM(require("./on-demand/commander.js"), 1));
  let status = 0;
  const program = new Command("modular").description(
    "Builds and runs apps with this buildpack on your own machine, and makes, checks and finds packages for it."
  ).version(version, "--version", "print the version of the buildpack").showHelpAfterError("See modular --help.").configureOutput({
    writeOut: (text2) => line(text2.replace(/\n$/, "")),
    writeErr: (text2) => line(text2.replace(/\n$/, ""), "stderr")
  }).enablePositionalOptions().exitOverride();
  const action2 = (work) => async (...words) => {
    status = await work(...words);
  };
  for (const add of commands) add({ program, buildpackDir, abort, Option, InvalidArgumentError, action: action2 });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usageStatus;
  }
  return status;
}

// src/program.ts
init_errors();
init_output();
function runProgram(main) {
  void main(process.argv.slice(2), abortOnSignals()).catch(report).catch(() => 1).then((status) => process.exitCode = status);
}
function abortOnSignals() {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) {
    process.on(signal, () => controller.abort(new Interrupted(signal)));
  }
  return controller.signal;
}
function isSystemError(error) {
  return error instanceof Error && "syscall" in error && "code" in error;
}
function report(error) {
  if (error instanceof Interrupted) return error.status;
  if (isSystemError(error))
    return report(new BuildpackError("machine::refused", { message: error.message }, { cause: error }));
  if (!(error instanceof BuildpackError)) {
    warn(
      `Something is wrong in the buildpack itself; please report it.
${error instanceof Error ? String(error.stack) : String(error)}`
    );
    return 1;
  }
  if (error.kind === "usage") line(error.message, "stderr");
  else if (error.message !== "") warn(error.kind === "internal" ? String(error.stack) : error.message);
  return error.status;
}

// src/modular.ts
runProgram(async ([, ...args], abort) => await modular((0, import_node_path49.join)(__dirname, ".."), args, abort));
