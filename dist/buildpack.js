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
var version, usageStatus, longestVariable, mostConfigBytes, termGrace, phaseGrace, jobPollInterval, pipePollInterval, closeNameDistance, mostSuggestions, bootTimeout, ownCache, indexMode, shortestSecret, longestSecret, mostRedirects, mostTries, retryPause, longestRetryAfter, transferTimeout, slowestTransfer, progressInterval, indexFreshness, mostMalformedWarnings, mostTarLines, mostTarLineShown, longestTarLine, mostUnpackedBytes, mostUnpackedMembers, mostTarMemory, tarWatchInterval, cacheRetention, runtimeRetention, useNoteInterval, abandonedAfter, mostCompiled, largestUpload, largestFetchedInstaller, largestIndex, largestDownload, mostConnections, connectionsPerHost, mostAheadBytes;
var init_defaults = __esm({
  "src/defaults.ts"() {
    "use strict";
    version = "0.1.0";
    usageStatus = 64;
    longestVariable = 128 * 1024;
    mostConfigBytes = 1.5 * 1e3 * 1e3;
    termGrace = 1e3;
    phaseGrace = 5 * 1e3;
    jobPollInterval = 50;
    pipePollInterval = 5;
    closeNameDistance = 2;
    mostSuggestions = 3;
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
    mostTarLines = 10;
    mostTarLineShown = 1e3;
    longestTarLine = 2 * 4 * 4096 + 1e3;
    mostUnpackedBytes = 1e10;
    mostUnpackedMembers = 2e6;
    mostTarMemory = 1e9;
    tarWatchInterval = 200;
    cacheRetention = 30 * 24 * 60 * 60 * 1e3;
    runtimeRetention = 3 * 24 * 60 * 60 * 1e3;
    useNoteInterval = 24 * 60 * 60 * 1e3;
    abandonedAfter = 24 * 60 * 60 * 1e3;
    mostCompiled = 20;
    largestUpload = 1024 * 1024 * 1024;
    largestFetchedInstaller = 32e6;
    largestIndex = 32e6;
    largestDownload = 1e10;
    mostConnections = 15;
    connectionsPerHost = 7;
    mostAheadBytes = 2e9;
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
        ({ place, line: line2, link }) => `${capitalized(place)}, line ${line2}: ${link} is not a link to a repository's index.`
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
      "fetch::invalid-link": wording("app", ({ link }) => `${link} is not a link.`),
      "fetch::offline": wording(
        "app",
        ({ link }) => `${link} is not in the cache, and MODULAR_OFFLINE forbids to fetch it.
Build once without MODULAR_OFFLINE, or use an offline package of the buildpack.`
      ),
      "fetch::not-in-package": wording(
        "app",
        ({ link }) => `${link} is not in this offline package of the buildpack.
Make a package that has it, with \`modular package --offline\` and --packages or --app.`
      ),
      "fetch::package-damaged": wording(
        "machine",
        ({ file, reason }) => `This offline package of the buildpack is damaged: ${file}: ${reason}.
Make or fetch it again.`
      ),
      "fetch::too-many-redirects": wording(
        "network",
        ({ link, most }) => `${link} redirects more than ${most} times, perhaps in a circle.
Check the link and the server.`
      ),
      "fetch::redirect-leaves-http": wording(
        "network",
        ({ link, to }) => `${link} redirects to ${to}, which is not followed: only http and https are.
Check the link and the server.`
      ),
      "fetch::redirect-invalid": wording(
        "network",
        ({ link, to }) => `${link} redirects to ${JSON.stringify(to)}, which is not a link.
Check the link and the server.`
      ),
      "fetch::proxy-unusable": wording(
        "machine",
        ({ link }) => `${link} cannot be fetched: its proxy is none with http or https.
Check http_proxy, https_proxy and all_proxy; special characters in a password are written as %XX.`
      ),
      "fetch::certificates-unreadable": wording(
        "machine",
        ({ file, reason }) => `The certificates that https needs cannot be read from ${file}: ${reason}.
Check SSL_CERT_FILE, if it is set, or the system's certificates.`
      ),
      "fetch::status": wording(
        "network",
        ({ link, status }) => `${link} cannot be fetched: HTTP ${status}.
${adviceFor(status)}`
      ),
      "fetch::unreachable": wording(
        "network",
        ({ link, reason, tries }) => `${link} cannot be fetched: ${reason}${tries === void 0 ? "" : ` (tried ${tries} times)`}.
Try again later; if that does not help, check the link, the proxy settings and the server.`
      ),
      "fetch::too-large": wording(
        "network",
        ({ link, most, kind }) => `${link} cannot be fetched: it has more than ${describeSize(most)}, ${kind === "download" ? "the most that MODULAR_LARGEST_DOWNLOAD allows" : `which no ${kind} has`}.
Check the link and the server.`
      ),
      "fetch::checksum-mismatch": wording(
        "package",
        ({ link, algorithm, wanted, found }) => `${link} does not have the ${algorithm} that it should have.
Wanted: ${wanted}
Found:  ${found}`
      ),
      "fetch::target-is-directory": wording(
        "package",
        ({ link, target }) => `${link} cannot be saved as ${target}, which is a directory.`
      ),
      "fetch::target-is-special": wording(
        "package",
        ({ link, target }) => `${link} cannot be saved as ${target}, which is a device or pipe.`
      ),
      "fetch::target-without-name": wording(
        "package",
        ({ link, target }) => `${link} cannot be saved as ${target}, which names a directory. Add the name of the file.`
      ),
      "fetch::target-below-file": wording(
        "package",
        ({ link, target, file }) => `${link} cannot be saved as ${target}: ${file} is a file, not a directory.`
      ),
      "fetch::target-not-writable": wording(
        "machine",
        ({ link, target, reason }) => `${link} cannot be saved as ${target}: ${reason}.
${checkPath}`
      ),
      "fetch::file-unreadable": wording(
        "package",
        ({ link, reason }) => `${link} cannot be read: ${reason}.
Check the link: it names a file of this machine.`
      ),
      "fetch::no-curl": wording(
        "machine",
        ({ link, scheme, reason }) => `${link} cannot be fetched: links with ${scheme} need a curl that knows it (${reason}).
Install one, or use a link with http, https or file.`
      ),
      "fetch::refused": wording(
        "network",
        ({ link, reason }) => `${link} cannot be fetched: ${reason}.
Check the link, and the user and password in it.`
      ),
      "fetch::tls": wording(
        "network",
        ({ link, reason, code }) => `${link} cannot be fetched: ${reason} (${code}).
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
        ({ name, known: known2 }) => `The app has no process type ${name}. ${known2.length === 0 ? "It has none at all: add a Procfile." : `It has: ${known2.join(", ")}.`}`
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
        ({ name, link, value }) => `${name} fetches ${link} without a usable checksum${value === "" ? "" : ` (${JSON.stringify(value)})`}, and MODULAR_STRICT is on.`
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
        ({ arch: arch3, known: known2 }) => `modular package: there is no Node.js for the architecture ${JSON.stringify(arch3)}. lib/node-runtime has: ${known2.join(", ")}.`
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
        ({ name, link, repository, line: line2 }) => `The package ${name} (${repository}, line ${line2}) is at ${link}, which is not a link.`
      ),
      "resolve::plain-refused": wording(
        "package",
        ({ what, scheme, link, origin }) => `${what} would come over plain ${scheme}, from ${link}${origin === void 0 ? "" : `, to which ${origin} redirects`}, and MODULAR_STRICT is on. Use https.`
      ),
      "resolve::file-link-refused": wording(
        "package",
        ({ name, link, repository, line: line2 }) => `The package ${name} (${repository}, line ${line2}) is at ${link}: an index that came over the network cannot name files of this machine.`
      ),
      "resolve::index-not-text": wording(
        "package",
        ({ repository }) => `${repository} is no index: it holds NUL bytes. It has to be plain text in UTF-8.`
      ),
      "resolve::index-without-packages": wording(
        "package",
        ({ repository, start }) => `${repository} is no index: not one line of it is a name, a link and a checksum. It begins with ${JSON.stringify(start)}.
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
        ({ link, target, buildDir }) => `${link} is to be unpacked into ${target}, which is not in ${buildDir}.`
      ),
      "unpack::target-not-directory": wording(
        "package",
        ({ link, target, path }) => `${link} is to be unpacked into ${target}, but ${path} is not a directory.`
      ),
      "unpack::target-not-writable": wording(
        "machine",
        ({ link, target, reason }) => `${link} cannot be unpacked into ${target}: ${reason}.
${checkPath}`
      ),
      "unpack::no-tar": wording(
        "machine",
        ({ link, reason }) => `${link} cannot be unpacked: tar cannot be started (${reason}).`
      ),
      "unpack::failed": wording(
        "package",
        ({ link, archive, reason }) => `${link} cannot be unpacked (${archive}):
${reason}
Is it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.`
      ),
      "unpack::disk-full": wording(
        "machine",
        ({ link, directory }) => `${link} cannot be unpacked: there is not enough room on the disk of ${directory}.
Make room there. Nothing of the archive was kept in the app.`
      ),
      "unpack::member-outside": wording(
        "package",
        ({ link, member }) => `${link} has a member that would land outside of where it is unpacked: ${member}.
Nothing of the archive was kept in the app.`
      ),
      "unpack::through-link": wording(
        "package",
        ({ link, path }) => `${link} would be unpacked through ${path}, a link to somewhere else.
Nothing of the archive was kept in the app.`
      ),
      "unpack::device": wording(
        "package",
        ({ link, member }) => `${link} has a device or pipe in it, which no app needs: ${member}.
Nothing of the archive was kept in the app.`
      ),
      "unpack::too-large": wording(
        "package",
        ({ link, bytes }) => `${link} would be more than ${grouped(bytes)} bytes when it is unpacked.
Nothing of the archive was kept in the app. If it is what it should be, set MODULAR_UNPACK_BYTES.`
      ),
      "unpack::too-many-members": wording(
        "package",
        ({ link, members }) => `${link} has more than ${grouped(members)} members.
Nothing of the archive was kept in the app. If it is what it should be, set MODULAR_UNPACK_MEMBERS.`
      ),
      "unpack::header-too-large": wording(
        "package",
        ({ link }) => `${link} has headers that take more memory than any archive needs.
Nothing of the archive was kept in the app.`
      ),
      "unpack::directory-in-the-way": wording(
        "package",
        ({ link, path }) => `${link} has a file where a directory is: ${path}. Nothing of the archive was kept in the app.`
      ),
      "unpack::file-in-the-way": wording(
        "package",
        ({ link, path }) => `${link} has a directory where a file is: ${path}. Nothing of the archive was kept in the app.`
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

// src/files.ts
function statusOf(path) {
  return orUndefined(() => (0, import_node_fs.statSync)(path));
}
function linkStatusOf(path) {
  return orUndefined(() => (0, import_node_fs.lstatSync)(path));
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
    (0, import_node_fs.mkdirSync)(path);
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
    (0, import_node_fs.rmSync)(path, removal);
  } catch (error) {
    if (error.code !== "EACCES") throw error;
    makeWritable(Buffer.from(path));
    (0, import_node_fs.rmSync)(path, removal);
  }
}
function makeWritable(path) {
  if (!(0, import_node_fs.lstatSync)(path).isDirectory()) return;
  (0, import_node_fs.chmodSync)(path, 448);
  for (const name of (0, import_node_fs.readdirSync)(path, "buffer")) makeWritable(Buffer.concat([path, Buffer.from("/"), name]));
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
    (0, import_node_fs.writeFileSync)(temporary, content);
    (0, import_node_fs.chmodSync)(temporary, mode);
    (0, import_node_fs.renameSync)(temporary, path);
  } catch (error) {
    (0, import_node_fs.rmSync)(temporary, { force: true });
    throw error;
  }
}
var import_node_fs, import_node_path, removal;
var init_files = __esm({
  "src/files.ts"() {
    "use strict";
    import_node_fs = require("node:fs");
    import_node_path = require("node:path");
    removal = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };
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
    const start = `http://host/${mark}`;
    const inside2 = new URL(`${start}${value}x`).href.slice(start.length, -1);
    return [inside2, new URL(start + value).href.slice(start.length)];
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
      rest = rest.subarray((0, import_node_fs2.writeSync)(descriptor, rest));
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
var import_node_fs2, import_node_tty, stdout, stderr, log, controls;
var init_output = __esm({
  "src/output.ts"() {
    "use strict";
    import_node_fs2 = require("node:fs");
    import_node_tty = require("node:tty");
    init_errors();
    init_secrets();
    stdout = 1;
    stderr = 2;
    log = stdout;
    controls = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;
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
    module2.exports = function quote3(xs) {
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
    function expandAnsiCEscape(m, escape2) {
      var kind = escape2.charAt(0);
      if (kind === "c") {
        var ctrl = escape2.charAt(1);
        return ctrl === "?" ? "\x7F" : String.fromCharCode(ctrl.charCodeAt(0) & 31);
      }
      if (kind === "x" || kind === "u" || kind === "U") {
        var cp = parseInt(escape2.slice(1), 16);
        if (cp > 1114111) {
          return m;
        }
        return String.fromCharCode.apply(null, cp > 65535 ? [55232 + (cp >> 10), 56320 + (cp & 1023)] : [cp]);
      }
      if (kind >= "0" && kind <= "7") {
        return String.fromCharCode(parseInt(escape2, 8) & 255);
      }
      var letter = ANSI_C_LETTERS.indexOf(escape2);
      return letter < 0 ? escape2 : ANSI_C_CHARS.charAt(letter);
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
        var quote3 = false;
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
          isGlob = isGlob || !quote3 && (c === "*" || c === "?");
          if (esc) {
            out += c;
            esc = false;
          } else if (quote3) {
            if (c === quote3) {
              quote3 = false;
            } else if (quote3 == SQ) {
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
            quote3 = c;
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
    module2.exports = function parse2(s, env, opts) {
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

// src/fetch/retention.ts
function noteUse(file) {
  const status = statusOf(file);
  if (status === void 0 || Date.now() - status.mtimeMs < useNoteInterval) return;
  const now = Date.now() / 1e3;
  orNothing(() => (0, import_node_fs8.utimesSync)(file, now, now));
}
function isUnused(file) {
  return Date.now() - (statusOf(file)?.mtimeMs ?? 0) >= cacheRetention;
}
function isAbandoned(name) {
  const since = temporarySince(name);
  return since !== void 0 && Date.now() - since > abandonedAfter;
}
function removeUnused(directory) {
  for (const name of orNothing(() => (0, import_node_fs8.readdirSync)(directory)) ?? []) {
    const file = (0, import_node_path8.join)(directory, name);
    orNothing(() => (isAbandoned(name) || isUnused(file)) && (0, import_node_fs8.rmSync)(file, { force: true }));
  }
}
function orNothing(call) {
  try {
    return call();
  } catch {
    return void 0;
  }
}
var import_node_fs8, import_node_path8;
var init_retention = __esm({
  "src/fetch/retention.ts"() {
    "use strict";
    import_node_fs8 = require("node:fs");
    import_node_path8 = require("node:path");
    init_defaults();
    init_files();
  }
});

// late:node:crypto
var require_node_crypto = __commonJS({
  "late:node:crypto"(exports2) {
    exports2.createHash = (...all) => require("node:crypto").createHash(...all);
  }
});

// src/fetch/hash.ts
async function hashFile(file, wanted) {
  const hash = new FileHash(wanted);
  let size2 = 0;
  for await (const chunk of (0, import_node_fs9.createReadStream)(file, { highWaterMark: 256 * 1024 })) {
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
var import_node_crypto, import_node_fs9, FileHash;
var init_hash = __esm({
  "src/fetch/hash.ts"() {
    "use strict";
    import_node_crypto = __toESM(require_node_crypto(), 1);
    import_node_fs9 = require("node:fs");
    FileHash = class {
      #sha256 = (0, import_node_crypto.createHash)("sha256");
      #md5;
      constructor(wanted) {
        this.#md5 = wanted?.algorithm === "md5" ? (0, import_node_crypto.createHash)("md5") : void 0;
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

// src/fetch/artifacts.ts
var artifacts_exports = {};
__export(artifacts_exports, {
  ArtifactCache: () => ArtifactCache
});
function looksLike(target, { size: size2, mtime }) {
  const status = statusOf(target);
  return status?.isFile() === true && status.size === size2 && isSameTime(status.mtimeMs / 1e3, mtime);
}
function isSameTime(one, other) {
  const areExact = !Number.isInteger(one) && !Number.isInteger(other);
  return areExact ? one === other : Math.floor(one) === Math.floor(other);
}
function sha256OfText(text2) {
  return (0, import_node_crypto2.createHash)("sha256").update(text2).digest("hex");
}
async function sha256Of(file) {
  return (await hashReadable(file, void 0))?.sha256;
}
function namesIn(directory) {
  return orNothing2(() => (0, import_node_fs10.readdirSync)(directory)) ?? [];
}
function removeAbandoned(directory, names3) {
  for (const name of names3) if (isAbandoned(name)) (0, import_node_fs10.rmSync)((0, import_node_path9.join)(directory, name), { force: true });
}
function removeEmpty(directory) {
  if (Date.now() - (statusOf(directory)?.mtimeMs ?? 0) < abandonedAfter) return;
  orNothing2(() => (0, import_node_fs10.rmdirSync)(directory), ["ENOENT", "ENOTEMPTY"]);
}
function orNothing2(call, codes = ["ENOENT"]) {
  try {
    return call();
  } catch (error) {
    if (codes.includes(error.code ?? "")) return void 0;
    throw error;
  }
}
var import_node_crypto2, import_node_fs10, import_node_path9, ArtifactCache, unlinkable;
var init_artifacts = __esm({
  "src/fetch/artifacts.ts"() {
    "use strict";
    import_node_crypto2 = __toESM(require_node_crypto(), 1);
    import_node_fs10 = require("node:fs");
    import_node_path9 = require("node:path");
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
        this.#records = (0, import_node_path9.join)(ownDir, "artifacts");
        this.#store = (0, import_node_path9.join)(ownDir, "store");
      }
      /** Whether a target is in the cache, so that it can be known of it where it came from. */
      holds(target) {
        const path = (0, import_node_path9.relative)(this.#cacheDir, target);
        return path !== "" && path !== ".." && !path.startsWith("../");
      }
      /** The record of what was fetched from a link to a target. */
      find(target, link) {
        const file = this.#recordFile(target, link);
        noteUse(file);
        return this.#read(file);
      }
      /**
       * Notes that a file came from a link and is going to be a target, and keeps it also under its checksum.
       *
       * @param file complete; it need not be in the target's place yet
       */
      add(target, link, file, { sha256, md5 }) {
        const { size: size2, mtimeMs } = (0, import_node_fs10.statSync)(file);
        const mtime = mtimeMs / 1e3;
        const record = { target: (0, import_node_path9.relative)(this.#cacheDir, target), link, sha256, md5, size: size2, mtime };
        this.#keep(file, sha256);
        replaceFile(this.#recordFile(target, link), `${JSON.stringify(record)}
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
      isFromElsewhere(target, link) {
        return this.#recordsOf(target).some((record) => record.link !== link && looksLike(target, record));
      }
      /**
       * Puts the kept file of a record back in the target's place, if it still is what was downloaded and has the
       * checksum that is wanted. Gives its sha256.
       */
      async restore(target, record, wanted) {
        const part = temporaryBeside(target);
        const isThere = orNothing2(() => ((0, import_node_fs10.linkSync)((0, import_node_path9.join)(this.#store, record.sha256), part), true), unlinkable);
        if (!isThere) return void 0;
        try {
          const hashes = await hashReadable(part, wanted);
          if (hashes === void 0) return void 0;
          if (hashes.sha256 !== record.sha256 || wanted !== void 0 && hashes[wanted.algorithm] !== wanted.hex)
            return void 0;
          this.add(target, record.link, part, { sha256: record.sha256, md5: hashes.md5 ?? record.md5 });
          (0, import_node_fs10.renameSync)(part, target);
          return record.sha256;
        } finally {
          (0, import_node_fs10.rmSync)(part, { force: true });
        }
      }
      /** Removes what came from a link to a target, because it is of no use: the next build is to fetch it again. */
      drop(target, link) {
        (0, import_node_fs10.rmSync)(target, { force: true });
        (0, import_node_fs10.rmSync)(this.#recordFile(target, link), { force: true });
      }
      /**
       * Removes from the cache what is no longer what was downloaded, with a warning: old installers only test that a
       * file exists. Also what nobody needs any more, without one.
       */
      async clear() {
        const needed = /* @__PURE__ */ new Set();
        const directories = /* @__PURE__ */ new Set([this.#cacheDir]);
        for (const key of namesIn(this.#records)) {
          const directory = (0, import_node_path9.join)(this.#records, key);
          const names3 = namesIn(directory);
          removeAbandoned(directory, names3);
          const records = this.#readAll(directory, names3);
          const [first] = records;
          if (first === void 0) {
            removeEmpty(directory);
            continue;
          }
          const target = (0, import_node_path9.join)(this.#cacheDir, first.target);
          await this.#removeIfChanged(target, records);
          for (const record of records) if (!this.#forget(target, record)) needed.add(record.sha256);
          directories.add((0, import_node_path9.dirname)(target));
        }
        for (const name of namesIn(this.#store)) if (!needed.has(name)) removeTree((0, import_node_path9.join)(this.#store, name));
        for (const name of ["", "indexes", "installers"]) directories.add((0, import_node_path9.join)(this.#ownDir, name));
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
        if (sha256 !== void 0 && statusOf((0, import_node_path9.join)(this.#store, sha256))?.ino === status.ino) return;
        warn(`${(0, import_node_path9.relative)(this.#cacheDir, target)} in the cache is no longer what was downloaded, and is removed.`);
      }
      /** Removes the record of a file that is no target any more, and that nobody has asked for in a long time. */
      #forget(target, record) {
        const file = this.#recordFile(target, record.link);
        if (!isUnused(file) || looksLike(target, record)) return false;
        (0, import_node_fs10.rmSync)(file, { force: true });
        return true;
      }
      /** Keeps a file under its checksum. What stands there is replaced: it may be what an installer has changed. */
      #keep(file, sha256) {
        makeDirectory(this.#store);
        const stored = (0, import_node_path9.join)(this.#store, sha256);
        const part = temporaryBeside(stored);
        orNothing2(() => (0, import_node_fs10.linkSync)(file, part), unlinkable);
        orNothing2(() => (0, import_node_fs10.renameSync)(part, stored));
        (0, import_node_fs10.rmSync)(part, { force: true });
      }
      #recordsOf(target) {
        const directory = (0, import_node_path9.dirname)(this.#recordFile(target, ""));
        return this.#readAll(directory, namesIn(directory));
      }
      #readAll(directory, names3) {
        const files = names3.filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => (0, import_node_path9.join)(directory, name));
        return files.flatMap((file) => this.#read(file) ?? []);
      }
      #read(file) {
        const text2 = orNothing2(() => (0, import_node_fs10.readFileSync)(file, "utf8"));
        if (text2 === void 0) return void 0;
        try {
          const record = JSON.parse(text2);
          if (this.#recordFile((0, import_node_path9.join)(this.#cacheDir, record.target), record.link) === file) return record;
        } catch {
        }
        (0, import_node_fs10.rmSync)(file, { force: true });
        warn(`A record of the cache is broken, and is removed: ${file}`);
        return void 0;
      }
      #recordFile(target, link) {
        return (0, import_node_path9.join)(this.#records, sha256OfText((0, import_node_path9.relative)(this.#cacheDir, target)), sha256OfText(link));
      }
    };
    unlinkable = ["ENOENT", "EPERM", "EACCES", "EMLINK", "EXDEV", "ENOTSUP"];
  }
});

// src/fetch/link.ts
function hasScheme(text2) {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text2);
}
function withoutCredentials(text2) {
  return text2.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?.*@/s, "$1");
}
function withoutUser(link) {
  return link.replace(userInfo, "$1");
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
var import_node_path11, Link, userInfo;
var init_link = __esm({
  "src/fetch/link.ts"() {
    "use strict";
    import_node_path11 = require("node:path");
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
        return `${protocol}//${host}${import_node_path11.posix.dirname(pathname).replace(/\/+$/, "")}`;
      }
      /** The file's name, as one on disk has it; empty for a directory's link. */
      get fileName() {
        return import_node_path11.posix.basename(decode(this.url.pathname));
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

// src/fetch/index-users.ts
function indexWithoutUsers(body, index) {
  if (!body.includes("@")) return body;
  const lines = body.toString("latin1").split("\n");
  return Buffer.from(lines.map((line2) => lineWithoutUsers(line2, index)).join("\n"), "latin1");
}
function partsOfLine(line2) {
  const [, before = "", link = "", after = line2] = /^(\s*[^\s#]\S*\s+)([^\s#]\S*)([^]*)$/.exec(line2) ?? [];
  return [before, link, after];
}
function lineWithoutUsers(line2, index) {
  const [before, link, after] = partsOfLine(line2);
  return withoutUsers(before) + linkWithoutUser(link, index) + withoutUsers(after);
}
function withoutUsers(text2) {
  return text2.replaceAll(/\/\/[^\s/?#\\]*@/g, "//");
}
function linkWithoutUser(text2, index) {
  if (!text2.includes("@")) return text2;
  const url = parse(text2, index);
  if (url === void 0) return withoutUser(text2);
  if (url.username === "" && url.password === "") return text2.replace(/^[^/?#\\:]+:[^/?#\\]*@/, "");
  url.username = "";
  url.password = "";
  const plain = withoutUser(text2);
  return parse(plain, index)?.href === url.href ? plain : url.href;
}
function parse(text2, index) {
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

// src/fetch/offline.ts
function damaged(file, reason, cause) {
  return new BuildpackError("fetch::package-damaged", { file, reason }, { cause });
}
function linkKey(link) {
  return (0, import_node_crypto3.createHash)("sha256").update(String(link)).digest("hex");
}
function isLack(error) {
  if (!(error instanceof BuildpackError)) return false;
  const { code } = error;
  return code === "fetch::offline" || code === "fetch::not-in-package";
}
var import_node_crypto3, import_node_fs12, import_node_path12, import_node_url2, offlineDirectory, OfflineFiles;
var init_offline = __esm({
  "src/fetch/offline.ts"() {
    "use strict";
    import_node_crypto3 = __toESM(require_node_crypto(), 1);
    import_node_fs12 = require("node:fs");
    import_node_path12 = require("node:path");
    import_node_url2 = require("node:url");
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
        const directory = (0, import_node_path12.join)(buildpackDir, offlineDirectory);
        if (!statusOf(directory)) return void 0;
        const file = (0, import_node_path12.join)(directory, "links.json");
        try {
          const { files } = JSON.parse((0, import_node_fs12.readFileSync)(file, "utf8"));
          return new _OfflineFiles(directory, files);
        } catch (cause) {
          throw damaged(file, cause instanceof SyntaxError ? "it is no JSON" : reasonOf(cause), cause);
        }
      }
      /** The file that a link stands for, where the package has it. */
      find(link) {
        const sha256 = this.#files.get(linkKey(link));
        if (sha256 === void 0 || this.#directory === void 0) return void 0;
        const path = (0, import_node_path12.join)(this.#directory, "files", sha256);
        if (!statusOf(path)?.isFile()) throw damaged(path, "it does not exist");
        return { path, sha256 };
      }
      /** Whether a file link is one of the machine that the package was made on, and of no use here. */
      isMissing(link) {
        if (this.#directory === void 0 || link.scheme !== "file" || link.url.host !== "") return false;
        return statusOf((0, import_node_url2.fileURLToPath)(link.url)) === void 0;
      }
      /** The error of a link that is not there. */
      lack(link) {
        return new BuildpackError(this.#directory === void 0 ? "fetch::offline" : "fetch::not-in-package", {
          link: String(link)
        });
      }
    };
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

// src/fetch/target.ts
function checkTarget(link, target) {
  const facts = { link, target: (0, import_node_path15.normalize)(target.toString()) };
  try {
    const status = statusOf(target);
    if (status?.isFile()) return;
    if (status?.isDirectory()) throw new BuildpackError("fetch::target-is-directory", facts);
    if (status) throw new BuildpackError("fetch::target-is-special", facts);
    if (/\/\.{0,2}$/.test(target.toString())) throw new BuildpackError("fetch::target-without-name", facts);
    const above = nearestAbove(target);
    if (statusOf(above)?.isDirectory()) return;
    throw new BuildpackError("fetch::target-below-file", { ...facts, file: (0, import_node_path15.normalize)(above.toString()) });
  } catch (cause) {
    throw cause instanceof BuildpackError ? cause : notWritable(link, facts.target, cause);
  }
}
function notWritable(link, target, cause) {
  return new BuildpackError("fetch::target-not-writable", { target, link, reason: reasonOf(cause) }, { cause });
}
function nearestAbove(path) {
  let above = (0, import_node_path15.dirname)(Buffer.from(path).toString("latin1"));
  while (linkStatusOf(Buffer.from(above, "latin1")) === void 0) above = (0, import_node_path15.dirname)(above);
  return Buffer.from(above, "latin1");
}
var import_node_path15;
var init_target = __esm({
  "src/fetch/target.ts"() {
    "use strict";
    import_node_path15 = require("node:path");
    init_errors();
    init_files();
  }
});

// src/reading/shell-command.ts
function assignmentIn(name, line2) {
  const flags = { isConditional: true, isBehindReturn: false, isInFunction: false, isInSubshell: false };
  return { line: line2, assignments: [{ name, value: [{ is: "open" }] }], words: [], redirections: [], ...flags };
}
var init_shell_command = __esm({
  "src/reading/shell-command.ts"() {
    "use strict";
  }
});

// src/reading/shell-frames.ts
function hasChoices({ opener }) {
  return opener !== "{" && opener !== "(";
}
var openers, closed, ShellFrames;
var init_shell_frames = __esm({
  "src/reading/shell-frames.ts"() {
    "use strict";
    openers = {
      if: "if",
      while: "while",
      until: "while",
      for: "while",
      select: "while",
      case: "case",
      "{": "{",
      "(": "("
    };
    closed = { fi: "if", done: "while", esac: "case", "}": "{" };
    ShellFrames = class {
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
  }
});

// src/reading/shell-redirections.ts
var RedirectionReader;
var init_shell_redirections = __esm({
  "src/reading/shell-redirections.ts"() {
    "use strict";
    RedirectionReader = class {
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
        const start = words.at;
        const target = words.readWord();
        const written = words.text.slice(start, words.at);
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
  }
});

// src/reading/shell-nesting.ts
function skipNested(text2, start) {
  const closers = [];
  let at = start;
  do {
    const inside2 = closers.at(-1);
    const char = text2.charAt(at);
    at += 1;
    if (char === "\\") at += 1;
    else if (char === inside2) closers.pop();
    else if (char === "'" && inside2 !== '"') {
      const end2 = text2.indexOf("'", at);
      at = end2 === -1 ? text2.length : end2 + 1;
    } else if (char === '"') closers.push('"');
    else if (char === "(" && inside2 !== '"' && inside2 !== "}") closers.push(")");
    else if (char === "{" && inside2 === void 0) closers.push("}");
    else if (char === "[" && (inside2 === void 0 || inside2 === "]")) closers.push("]");
    else if (char === "$" && /[({]/.test(text2.charAt(at))) {
      closers.push(text2[at] === "(" ? ")" : "}");
      at += 1;
    }
  } while (at < text2.length && closers.length > 0);
  return at;
}
var init_shell_nesting = __esm({
  "src/reading/shell-nesting.ts"() {
    "use strict";
  }
});

// src/reading/shell-words.ts
function plainText(word) {
  if (word === void 0) return void 0;
  let text2 = "";
  for (const part of word) {
    if (part.is !== "text") return void 0;
    text2 += part.text;
  }
  return text2;
}
var deepest, WordReader;
var init_shell_words = __esm({
  "src/reading/shell-words.ts"() {
    "use strict";
    init_shell_nesting();
    deepest = 40;
    WordReader = class _WordReader {
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
        const { line: line2, at: start } = this;
        while (!this.isAtEnd && this.text[this.at] !== "`") this.at += this.text[this.at] === "\\" ? 2 : 1;
        const inner = this.text.slice(start, this.at).replaceAll(isQuoted ? /\\([$`\\"])/g : /\\([$`\\])/g, "$1");
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
        const { line: line2, at: start } = this;
        this.at = skipNested(this.text, start);
        const inside2 = this.text.slice(start, this.at);
        if (!/(?<![=!<>])=(?!=)|<<=|>>=|\+\+|--/.test(inside2)) return;
        for (const [name] of inside2.matchAll(/[A-Za-z_]\w*/g)) this.#events.onAssignment(name, line2);
      }
      /** Reads `{ }` behind a dollar. */
      #readBraced(isQuoted) {
        const { line: line2 } = this;
        if (!this.#enterNested()) return { is: "open" };
        const [, mark = "", name = ""] = this.take(/([#!]?)([A-Za-z_]\w*|\d+|[@*?$!-]|)/y) ?? [];
        const [operator = ""] = this.take(/:?[-+=?](?=[^])|%%?|##?/y) ?? [];
        const [extension2] = operator === "" ? this.take(/[[/^,@:]/y) ?? [] : [];
        if (extension2 !== void 0) this.noteExtension(`\${${mark}${name}${extension2}`, line2);
        else if (mark === "!" && name !== "") this.noteExtension(`\${!${name}`, line2);
        const otherwise = [];
        const isLiteralQuote = isQuoted && !/[%#]/.test(operator) && extension2 === void 0;
        while (!this.isAtEnd && !this.take(/\}/y)) {
          const [text3] = this.take(/[^}'"\\$`]+/y) ?? [];
          if (text3 !== void 0) otherwise.push({ is: "text", text: text3, isQuoted });
          else if (this.take(/'/y)) {
            const quoted = isLiteralQuote ? "'" : this.#takeUpTo("'");
            otherwise.push({ is: "text", text: quoted, isQuoted: true });
          } else if (this.take(/"/y)) this.#readDoubleQuoted(otherwise);
          else if (this.take(/\\/y)) this.#readEscaped(otherwise);
          else otherwise.push(this.#readExpansion(isQuoted));
        }
        this.#depth -= 1;
        if (operator.endsWith("=")) this.#events.onAssignment(name, line2);
        const isVariable = mark === "" && extension2 === void 0 && /^[A-Za-z_]/.test(name);
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
  }
});

// src/reading/shell-commands.ts
function readShell(text2) {
  const commands = [];
  const functions = [];
  const extensions = [];
  const read2 = (words, isSubstitution) => new CommandReader(words, commands, functions, isSubstitution).read();
  const events = {
    onCommands: (words) => read2(words, true),
    onExtension: (extension2) => void extensions.push(extension2),
    onAssignment: (name, line2) => void commands.push(assignmentIn(name, line2))
  };
  read2(new WordReader(text2.replaceAll("\r\n", "\n"), events), false);
  return { commands, functions, extensions };
}
function bracesIn(part) {
  if (part.is !== "text" || part.isQuoted) return [];
  return [...part.text.matchAll(/\{([^{}]*)\}/g)].flatMap(([all, inside2 = ""]) => /,|\.\./.test(inside2) ? all : []);
}
var longestArithmetic, CurrentCommand, CommandReader, text;
var init_shell_commands = __esm({
  "src/reading/shell-commands.ts"() {
    "use strict";
    init_shell_command();
    init_shell_frames();
    init_shell_redirections();
    init_shell_words();
    longestArithmetic = 200;
    CurrentCommand = class {
      line;
      assignments = [];
      words = [];
      redirections = [];
    };
    CommandReader = class {
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
      constructor(words, commands, functions, isSubstitution) {
        this.#words = words;
        this.#redirections = new RedirectionReader(words);
        this.#commands = commands;
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
        const [all = "", inside2 = ""] = /^\(\(([^()\n]*)\)\)/.exec(text2.slice(at, at + longestArithmetic)) ?? [];
        if (!/[-=<>+*/%]/.test(inside2)) return false;
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
        const start = words.at;
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
        if (words.at === start) words.at += 1;
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
        const start = this.#words.at;
        const word = this.#words.readWord();
        if (this.#words.at === start) this.#words.at += 1;
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
        const list4 = [[text("for")], [text(name)]];
        if (words.take(/in(?=[ \t\n;])/y)) {
          for (let word = [text("in")]; word.length > 0; word = words.readWord()) {
            list4.push(word);
            while (words.take(/[ \t]+|\\\n/y)) ;
          }
        }
        this.#current.line = line2;
        this.#current.assignments.push({ name, value: [{ is: "open" }] });
        this.#endCommand("pipe");
        this.#current.line = line2;
        this.#current.words = list4;
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
    text = (characters) => ({ is: "text", text: characters, isQuoted: false });
  }
});

// src/reading/variables.ts
function isTildeIn([first, ...rest], place) {
  return [first, ...rest].some((part, index) => {
    if (part?.is !== "text" || part.isQuoted || !part.text.includes("~")) return false;
    return index > 0 || place.test(part.text);
  });
}
var special, Variables;
var init_variables = __esm({
  "src/reading/variables.ts"() {
    "use strict";
    init_defaults();
    init_shell_words();
    special = /* @__PURE__ */ new Set([
      ...[":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift"],
      ...["times", "trap", "unset"]
    ]);
    Variables = class {
      #values;
      /** Those that were assigned once, not in a condition, and of values that are certain. */
      #certain;
      /** Whether words are cut up in another way than by white space. */
      #hasSeparators = false;
      constructor(known2) {
        this.#values = new Map(Object.entries(known2));
        this.#certain = new Set(this.#values.keys());
      }
      /** Takes what a command assigns. */
      assign({ assignments, words, isConditional }) {
        const called = words.length === 0 ? void 0 : plainText(words[0]);
        if (words.length > 0 && !special.has(called ?? ":")) return;
        for (const { name, value } of assignments) {
          const known2 = isTildeIn(value, /(?:^|:)~/) ? void 0 : this.expand(value);
          if (isConditional || this.#values.has(name) || known2?.isCertain === false) this.#certain.delete(name);
          else this.#certain.add(name);
          this.#values.set(name, known2?.text);
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
  }
});

// src/reading/installer-facts.ts
var installer_facts_exports = {};
__export(installer_facts_exports, {
  readInstaller: () => readInstaller
});
function readInstaller(text2, known2 = {}) {
  const shell = readShell(text2);
  const variables = new Variables(known2);
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
var init_installer_facts = __esm({
  "src/reading/installer-facts.ts"() {
    "use strict";
    init_shell_commands();
    init_variables();
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

// src/fetch/link-local.ts
function isLinkLocal({ url }) {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = (0, import_node_net2.isIP)(host);
  if (family === 0) return names2.includes(host.toLowerCase().replace(/\.$/, ""));
  return addresses.check(host, family === 4 ? "ipv4" : "ipv6");
}
function describeLinkLocal(link, origin) {
  const redirect = origin === void 0 ? "" : `, to which ${String(origin)} redirects,`;
  return `${String(link)}${redirect} is where clouds keep the credentials of their machines, or a link-local address.
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
  const width = 30;
  const done = Math.round(width * share(received, total));
  return `[${"#".repeat(done)}${" ".repeat(width - done)}] `;
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
  const status = (0, import_node_fs27.statSync)(path, { bigint: true, throwIfNoEntry: false });
  if (!status?.isFile()) return void 0;
  const { dev, ino, size: size2, mtimeNs, ctimeNs } = status;
  return [dev, ino, size2, mtimeNs, ctimeNs].join(" ");
}
var import_node_fs27, KnownHashes;
var init_known_hashes = __esm({
  "src/fetch/known-hashes.ts"() {
    "use strict";
    import_node_fs27 = require("node:fs");
    init_hash();
    KnownHashes = class {
      #known = /* @__PURE__ */ new Map();
      /** Files that are hashed before anybody needs that: one at a time, and beside the rest of the build. */
      #ahead = Promise.resolve();
      /** What a file hashes to; undefined where there is none, or none that may be read. */
      async of(path, wanted) {
        const identity = identityOf(path);
        if (identity === void 0) return void 0;
        const known2 = this.#known.get(path);
        if (known2?.identity === identity) {
          const hashes2 = await known2.hashes;
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
var import_node_fs28, import_promises5, DiskError, PartFile;
var init_part_file = __esm({
  "src/fetch/part-file.ts"() {
    "use strict";
    import_node_fs28 = require("node:fs");
    import_promises5 = require("node:fs/promises");
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
        const isNew = import_node_fs28.constants.O_WRONLY | import_node_fs28.constants.O_CREAT | import_node_fs28.constants.O_EXCL;
        return new _PartFile(await (0, import_promises5.open)(path, isNew, mode), wanted);
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
function sortFault(error, pace, link) {
  if (error instanceof BuildpackError || error instanceof PassingFault) return error;
  if (error instanceof DiskError) return error.cause;
  if (pace.aborted) return new PassingFault(pace.reason.message, { cause: error });
  const { code = "", message, name } = error;
  if (code === "" && name !== "FetchError") return error;
  if (!isTlsFailure(code)) return new PassingFault(describe(code, message), { cause: error });
  return new BuildpackError("fetch::tls", { link, reason: describe(code, message), code }, { cause: error });
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
async function tryUntilItHolds(nameLink2, { abort, pause = wait }, attempt) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      abort.throwIfAborted();
      if (!(error instanceof PassingFault)) throw error;
      if (tries === mostTries) throw unreachable(nameLink2(), error, tries);
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
  await new Promise((resolve7) => signal.addEventListener("abort", resolve7, { once: true }));
}
async function wait(milliseconds, abort) {
  await (0, import_promises6.setTimeout)(milliseconds, void 0, { signal: abort }).catch((error) => {
    throw abort.aborted ? abort.reason : error;
  });
}
function unreachable(link, fault, tries) {
  const facts = { link, reason: fault.message, tries, status: fault.status };
  return new BuildpackError("fetch::unreachable", facts, { cause: fault });
}
var import_promises6;
var init_tries = __esm({
  "src/fetch/tries.ts"() {
    "use strict";
    import_promises6 = require("node:timers/promises");
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
  }).finally(() => (0, import_node_fs29.rmSync)(file, { force: true }));
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
    (0, import_node_fs29.renameSync)(from, to);
  } catch (error) {
    const { code } = error;
    if (code === "ENOENT") return false;
    if (code !== "EXDEV") throw error;
    await (0, import_promises7.copyFile)(from, to);
  }
  return true;
}
var import_node_fs29, import_promises7, import_node_path25, Ahead;
var init_ahead = __esm({
  "src/fetch/ahead.ts"() {
    "use strict";
    import_node_fs29 = require("node:fs");
    import_promises7 = require("node:fs/promises");
    import_node_path25 = require("node:path");
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
        this.#directory = (0, import_node_path25.join)(cacheDir, ownCache);
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
      async fetch(link, options, use) {
        if (this.#isOver.signal.aborted) return void 0;
        const key = String(link);
        const entry = this.#entries.get(key) ?? (this.#seen.has(key) ? void 0 : this.#begin(link, options));
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
      async take(link, target, { wanted, progress }) {
        const key = String(link);
        const entry = this.#entries.get(key);
        this.#seen.add(key);
        this.#entries.delete(key);
        if (entry === void 0) return void 0;
        if (entry.link.authorization !== link.authorization || entry.abort.signal.aborted) {
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
            if (isRefusal(error)) await this.#giveUp(link.url.host);
            return void 0;
          });
          if (received === void 0 || received.isUnchanged || !await move(entry.file, target)) return void 0;
          const isHashed = wanted?.algorithm !== "md5" || received.md5 !== void 0;
          const found = isHashed ? received : { ...received, ...await hashFile(target, wanted) };
          if (wanted === void 0 || found[wanted.algorithm] === wanted.hex) return found;
          (0, import_node_fs29.rmSync)(target);
          return void 0;
        } finally {
          (0, import_node_fs29.rmSync)(entry.file, { force: true });
        }
      }
      /** Ends what is on its way, and removes what nobody has taken. Gives whether there was anything. */
      async stop() {
        this.#isOver.abort();
        const left = [...this.#entries.values()];
        this.#entries.clear();
        for (const { abort } of left) abort.abort();
        await Promise.allSettled(left.map(({ received }) => received));
        for (const { file } of left) (0, import_node_fs29.rmSync)(file, { force: true });
        return left.length > 0;
      }
      /** Ends what comes from a host for nobody: it may be what has kept somebody's file from coming. */
      async #giveUp(host) {
        const others = [...this.#entries].filter(([, { link }]) => link.url.host === host);
        for (const [key, entry] of others) {
          this.#entries.delete(key);
          drop(entry);
        }
        await Promise.allSettled(others.flatMap(([, { isStarted, received }]) => isStarted ? [received] : []));
      }
      #begin(link, options) {
        let ask = () => {
        };
        const asked = new Promise((resolve7) => ask = resolve7);
        let giveWay = () => {
        };
        const pausing = new Promise((resolve7) => giveWay = resolve7);
        let begin = () => {
        };
        const received = new Promise((resolve7) => begin = resolve7);
        received.catch(() => {
        });
        const entry = {
          link,
          file: temporaryBeside((0, import_node_path25.join)(this.#directory, "ahead")),
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
        void this.#laneOf(link)(async () => {
          if (this.#bytes > this.#mostBytes) entry.abort.abort();
          entry.start();
          await Promise.race([received.catch(() => {
          }), pausing]);
        });
        return entry;
      }
      async #transfer(entry, options, asked) {
        const { link, file, abort } = entry;
        abort.signal.throwIfAborted();
        makeDirectory(this.#directory);
        return await this.#receive(link, file, {
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
async function transfer(client, link, file, options) {
  const part = await PartFile.create(file, options.wanted, options.mode);
  try {
    const download = new Download(client, link, part, options);
    return await tryUntilItHolds(
      () => download.linkName,
      options,
      async () => await download.attempt()
    );
  } finally {
    await part.close();
  }
}
function checkSize(size2, link, { bytes, kind } = downloadBound) {
  if (size2 > bytes) throw new BuildpackError("fetch::too-large", { link, most: bytes, kind });
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
      constructor(client, link, part, options) {
        this.#client = client;
        this.#link = link;
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
        const [, start, size2] = /^bytes (\d+)-\d+\/(\d+)$/.exec(header("content-range") ?? "") ?? [];
        const isSameFile = (header("etag") ?? this.#etag) === this.#etag;
        if (status === 206 && Number(start) === this.#part.size && isSameFile) return Number(size2);
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
async function receiveWithCurl(link, file, options) {
  const { progress, abort, bound = downloadBound } = options;
  let tooLarge = new AbortController();
  const watch2 = setInterval(() => {
    const size2 = statusOf(file)?.size ?? 0;
    progress?.note(size2, void 0);
    if (size2 > bound.bytes) tooLarge.abort();
  }, watchInterval);
  try {
    await tryUntilItHolds(
      () => String(link),
      options,
      async () => {
        tooLarge = new AbortController();
        const ends = AbortSignal.any([abort, tooLarge.signal]);
        const { status, said } = await runCurl(configFor(link, file, options), ends).catch((cause) => {
          if (!abort.aborted) checkSize(statusOf(file)?.size ?? 0, String(link), bound);
          throw abort.aborted ? cause : withoutCurl(link, cause);
        });
        checkSize(status === statuses2.tooLarge[0] ? Infinity : statusOf(file)?.size ?? 0, String(link), bound);
        if (status !== 0) throw sortStatus(link, status, said);
      }
    );
  } finally {
    clearInterval(watch2);
  }
}
function sortStatus(link, status, said) {
  const lines = said.trim().split("\n");
  const reason = (lines.find((line2) => line2.startsWith("curl: (")) ?? lines.at(-1)) || `curl exited with status ${status}`;
  const facts = { link: String(link), reason };
  const isOf = (kind) => statuses2[kind].includes(status ?? 0);
  if (isOf("unsupportedScheme")) return new BuildpackError("fetch::no-curl", { ...facts, scheme: link.scheme });
  if (isOf("tls")) return new BuildpackError("fetch::tls", { ...facts, code: `curl's status ${status}` });
  if (isOf("disk")) return new Error(reason);
  const [, answer] = (isOf("http") ? /returned error: (\d{3})$/.exec(reason) : void 0) ?? [];
  if (isPassing(Number(answer))) return new PassingFault(reason, { status: Number(answer) });
  if (isOf("passing")) return new PassingFault(reason);
  if (answer !== void 0) return new BuildpackError("fetch::status", { ...facts, status: Number(answer) });
  return new BuildpackError("fetch::refused", facts);
}
function withoutCurl(link, cause) {
  const isMissing = cause.code === "ENOENT";
  const reason = isMissing ? "there is none on PATH" : reasonOf(cause);
  return new BuildpackError("fetch::no-curl", { link: String(link), scheme: link.scheme, reason }, { cause });
}
function configFor(link, file, { timeout, certificateFile, bound = downloadBound }) {
  const values2 = [
    ["url", link.url.href],
    ...link.credentials === void 0 ? [] : [["user", link.credentials]],
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
  const release = endWithUs(child);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => said += chunk);
  child.stdin.on("error", () => {
  });
  child.stdin.end(config);
  child.once("exit", release);
  return await new Promise((resolve7, reject) => {
    child.once("close", (status) => resolve7({ status, said }));
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
var import_node_child_process5, statuses2, watchInterval;
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
    statuses2 = {
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
var import_node_fs30, import_node_http, certificateFiles, Agents;
var init_agents = __esm({
  "src/fetch/agents.ts"() {
    "use strict";
    import_node_fs30 = require("node:fs");
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
      async agentFor(link) {
        const proxy = await proxyFor(link.url);
        const key = `${link.scheme} ${proxy}`;
        const agent = this.#made.get(key) ?? (proxy === "" ? this.#direct(link) : this.#through(proxy, link));
        this.#made.set(key, agent);
        return await agent;
      }
      async #direct({ scheme }) {
        if (scheme === "http") return new import_node_http.Agent({ keepAlive: true });
        const { Agent: HttpsAgent } = await Promise.resolve().then(() => __toESM(require("node:https"), 1));
        return new HttpsAgent({ keepAlive: true, ...await this.#readTrust() });
      }
      async #through(proxy, link) {
        if (!isUsable(proxy)) throw new BuildpackError("fetch::proxy-unusable", { link: String(link) });
        const trust = link.scheme === "https" || proxy.startsWith("https:") ? await this.#readTrust() : {};
        if (link.scheme === "http") {
          const { HttpProxyAgent } = await Promise.resolve().then(() => __toESM(require("./on-demand/http-proxy-agent.js"), 1));
          return new HttpProxyAgent(proxy, { keepAlive: true, ...trust });
        }
        const { HttpsProxyAgent } = await Promise.resolve().then(() => __toESM(require("./on-demand/https-proxy-agent.js"), 1));
        const { checkServerIdentity } = await Promise.resolve().then(() => __toESM(require("node:tls"), 1));
        const agent = new HttpsProxyAgent(proxy, { keepAlive: true, ...trust });
        const connect = agent.connect.bind(agent);
        agent.connect = (request, options) => {
          const host = options.host ?? "";
          const check2 = (_name, certificate) => checkServerIdentity(host, certificate);
          return connect(request, Object.assign(options, trust, { checkServerIdentity: check2 }));
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
          return { secureContext: createSecureContext({ ca: (0, import_node_fs30.readFileSync)(file) }) };
        } catch (cause) {
          throw new BuildpackError("fetch::certificates-unreadable", { file, reason: reasonOf(cause) }, { cause });
        }
      }
    };
  }
});

// src/fetch/http.ts
function follow2(link, from, location) {
  let next;
  try {
    next = Link.parse(location, from).orWithCredentialsOf(link);
  } catch (cause) {
    const to = withoutCredentials(location);
    throw new BuildpackError("fetch::redirect-invalid", { link: String(link), to }, { cause });
  }
  if (!isHttp2(next)) throw new BuildpackError("fetch::redirect-leaves-http", { link: String(link), to: String(next) });
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
function isHttp2({ scheme }) {
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
      async get(link, headers, signal, onRedirect = () => {
      }) {
        let at = link;
        for (let redirects = 0; ; redirects += 1) {
          const response = await this.#request(at, headers, signal);
          const location = response.header("location");
          if (![301, 302, 303, 307, 308].includes(response.status) || location === void 0) return response;
          response.body.destroy();
          if (redirects === mostRedirects)
            throw new BuildpackError("fetch::too-many-redirects", { link: String(link), most: mostRedirects });
          at = follow2(link, at, Buffer.from(location, "latin1").toString());
          onRedirect(at);
        }
      }
      async #request(link, headers, signal) {
        const { default: fetch } = await Promise.resolve().then(() => __toESM(require("./on-demand/node-fetch.js"), 1));
        const { agent, isOverrun } = watch(await this.#agents.agentFor(link));
        const response = await fetch(link.url, {
          redirect: "manual",
          // node-fetch would forward headers that it does not know to any host
          compress: false,
          // a .tgz that is sent with `Content-Encoding: gzip` would arrive as something else
          headers: {
            "Accept-Encoding": "identity",
            "User-Agent": `heroku-modular-buildpack/${version}`,
            ...link.authorization === void 0 ? {} : { Authorization: link.authorization },
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
async function copy(link, source2, file, { wanted, mode, progress, abort, bound }) {
  const part = await PartFile.create(file, wanted, mode);
  try {
    const status = await (0, import_promises8.stat)(source2);
    if (!status.isFile()) throw new Error("it is not a file");
    checkSize(status.size, String(link), bound);
    for await (const chunk of (0, import_node_fs31.createReadStream)(source2, { highWaterMark: 256 * 1024 })) {
      abort.throwIfAborted();
      await part.append(chunk);
      progress?.note(part.size, status.size);
    }
    return { isUnchanged: false, ...part.digest(), size: part.size, ...unknown };
  } catch (cause) {
    abort.throwIfAborted();
    if (cause instanceof DiskError) throw cause.cause;
    if (cause instanceof BuildpackError) throw cause;
    throw new BuildpackError("fetch::file-unreadable", { link: String(link), reason: reasonOf(cause) }, { cause });
  } finally {
    await part.close();
  }
}
var import_node_fs31, import_promises8, Transport, unknown;
var init_schemes = __esm({
  "src/fetch/schemes.ts"() {
    "use strict";
    import_node_fs31 = require("node:fs");
    import_promises8 = require("node:fs/promises");
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
      async receive(link, file, options) {
        const bundled = this.#offline?.find(link);
        if (bundled !== void 0) {
          const received = await copy(link, bundled.path, file, options);
          if (received.sha256 !== bundled.sha256) throw damaged(bundled.path, `its sha256 is ${received.sha256}`);
          return received;
        }
        if (link.scheme === "file" && !this.#offline?.isMissing(link)) return await copy(link, link.url, file, options);
        if (this.#offline !== void 0) throw this.#offline.lack(link);
        if (isHttp2(link)) return await transfer(this.#http, link, file, options);
        await (await PartFile.create(file, void 0, options.mode)).close();
        await receiveWithCurl(link, file, { ...options, certificateFile: this.#certificateFile });
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
var import_node_fs32, import_node_path26, Downloader;
var init_downloader = __esm({
  "src/fetch/downloader.ts"() {
    "use strict";
    import_node_fs32 = require("node:fs");
    import_node_path26 = require("node:path");
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
        this.#ownDir = (0, import_node_path26.join)(options.cacheDir, ownCache);
        this.artifacts = new ArtifactCache(options.cacheDir, this.#ownDir);
      }
      /**
       * Fetches a file. The target appears complete and with the right checksum, or not at all; what stood there
       * before stays until then.
       */
      async fetch(link, target, wanted) {
        const options = { wanted, bound: this.#boundOf("download") };
        const file = await this.#fetchTo(link, target, options, (part, hashes) => this.#note(link, target, part, hashes));
        detail(`Downloaded ${String(link)}`);
        return file;
      }
      /** The same, but fetches nothing where the target is there already and known to be right. */
      async fetchCached(link, target, wanted) {
        const before = this.#inTurn.get(target);
        const file = (async () => {
          await before?.catch(() => {
          });
          const found = await this.#findCached(link, target, wanted).catch((cause) => {
            throw this.#tell(link, target, cause);
          });
          if (found === void 0) return await this.fetch(link, target, wanted);
          if (wanted !== void 0) this.#record(link, found);
          return found;
        })();
        this.#inTurn.set(target, file);
        return await file;
      }
      /** An installer, kept under its checksum, and checked on every use. */
      async fetchInstaller(link, wanted, onRedirect) {
        const file = (0, import_node_path26.join)(this.#ownDir, "installers", `${wanted.hex}.sh`);
        noteUse(file);
        const hashes = await this.#verify(file, wanted);
        if (hashes === void 0)
          return await this.#fetchTo(link, file, { wanted, onRedirect, bound: this.#boundOf("installer") });
        const kept = { path: file, sha256: hashes.sha256 };
        this.#record(link, kept);
        return kept;
      }
      /** Fetches an index into a new file, if the repository has another one than the conditions say. */
      async fetchIndex(link, file, options) {
        return await this.#receive(link, file, { ...options, bound: this.#boundOf("index"), mode: indexMode });
      }
      /**
       * Fetches a file that will be asked for, as it seems. Gives what is made of it, unverified, or undefined if it has not come.
       * Whoever asks for it gets the file, or the error, as if it were fetched then.
       */
      async fetchAhead(link, { kind, ...options }, use) {
        if (this.#options.abort.aborted || isLinkLocal(link)) return void 0;
        this.#ahead ??= this.#makeAhead();
        return await (await this.#ahead).fetch(link, { ...options, bound: this.#boundOf(kind) }, use);
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
      isMissing(link, target) {
        if (statusOf(target) !== void 0) return false;
        return !this.artifacts.holds(target) || this.artifacts.find(target, String(link)) === void 0;
      }
      /** Hashes a file of the cache that a helper will ask for, as it seems, while the shell is at work on something else. */
      hashAhead(target, wanted) {
        this.#hashes.hashAhead(target, wanted);
      }
      /** The cached copy of an installer, which has not been checked; undefined where there is none. */
      installerFile({ hex }) {
        const file = (0, import_node_path26.join)(this.#ownDir, "installers", `${hex}.sh`);
        return statusOf(file)?.isFile() ? file : void 0;
      }
      /** @param prepare is called with the file before it gets to its place */
      async #fetchTo(link, target, options, prepare = () => {
      }) {
        const { wanted } = options;
        checkTarget(String(link), target);
        const part = temporaryBeside(target);
        try {
          makeDirectory((0, import_node_path26.dirname)(target));
          const received = await this.#receive(link, part, options);
          if (received.isUnchanged) throw new BuildpackError("fetch::status", { link: String(link), status: 304 });
          const found = wanted?.algorithm === "md5" ? received.md5 : received.sha256;
          if (wanted !== void 0 && found !== wanted.hex) {
            const facts = { link: String(link), wanted: wanted.hex, found: found ?? "", algorithm: wanted.algorithm };
            throw new BuildpackError("fetch::checksum-mismatch", facts);
          }
          prepare(part, received);
          (0, import_node_fs32.renameSync)(part, target);
          this.#hashes.note(target, received);
          this.#count();
          return { path: target, sha256: received.sha256 };
        } catch (cause) {
          throw this.#tell(link, target, cause);
        } finally {
          if (statusOf(part)) (0, import_node_fs32.rmSync)(part);
        }
      }
      #boundOf(kind) {
        const most = { index: largestIndex, installer: largestFetchedInstaller, download: this.#options.largestDownload };
        return { kind, bytes: most[kind] };
      }
      /** What the file system says, with the link and the target. */
      #tell(link, target, cause) {
        if (cause instanceof BuildpackError || this.#options.abort.aborted) return cause;
        return notWritable(String(link), target, cause);
      }
      async #receive(link, file, { tell = warn, ...given }) {
        const note = (to, origin) => {
          if (isLinkLocal(to) && !this.#told.has(String(to))) tell(describeLinkLocal(to, origin));
          if (isLinkLocal(to)) this.#told.add(String(to));
        };
        const onRedirect = (to) => {
          given.onRedirect?.(to);
          note(to, link);
        };
        const options = { ...given, onRedirect };
        note(link);
        const progress = new Progress((0, import_node_path26.basename)(link.url.pathname) || String(link));
        const { timeout, recording, abort } = this.#options;
        try {
          const ahead = options.conditions ? void 0 : await (await this.#ahead)?.take(link, file, { ...options, progress });
          if (ahead !== void 0) return ahead;
          const transport = await (this.#transport ??= this.#makeTransport());
          const receive = async () => await transport.receive(link, file, { ...options, timeout, progress, abort });
          const received = await receive().catch(async (error) => {
            if (!isDiskFull(error) || !await (await this.#ahead)?.stop()) throw error;
            (0, import_node_fs32.rmSync)(file, { force: true });
            return await receive();
          });
          if (!received.isUnchanged) recording?.add(link, file, received, options.conditions !== void 0);
          return received;
        } finally {
          progress.stop();
        }
      }
      /** Keeps what another link has brought, and who asks for this one alone will need. */
      #record(link, { path, sha256 }) {
        this.#options.recording?.add(link, path, { sha256, size: statusOf(path)?.size ?? 0 }, false);
      }
      /** Makes it known of a target in the cache where it came from, so that the next build need not fetch it. */
      #note(link, target, file, hashes) {
        if (this.artifacts.holds(target)) this.artifacts.add(target, String(link), file, hashes);
      }
      /** What speaks to the network is loaded for the first file that comes from there. */
      async #makeTransport() {
        const { Transport: Transport2 } = await Promise.resolve().then(() => (init_schemes(), schemes_exports));
        return new Transport2(this.#options.certificateFile, this.#options.offline);
      }
      /** The target, if it is what the link has given before, or what the checksum says; else what was kept of it. */
      async #findCached(link, target, wanted) {
        const record = this.artifacts.holds(target) ? this.artifacts.find(target, String(link)) : void 0;
        if (statusOf(target)?.isFile()) {
          if (wanted !== void 0) {
            const hashes = await this.#verify(target, wanted);
            if (hashes !== void 0) {
              if (record?.sha256 !== hashes.sha256) this.#note(link, target, target, hashes);
              return { path: target, sha256: hashes.sha256 };
            }
          } else if (record !== void 0 && await this.artifacts.isCurrent(target, record)) {
            return { path: target, sha256: record.sha256 };
          } else if (record === void 0 && !this.artifacts.isFromElsewhere(target, String(link))) {
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
  const [name = "", link, checksumText] = words.split(/[ \t]+/).filter((word) => word !== "");
  const checksum = parseChecksum(checksumText ?? "");
  if (!packageName2.test(name) || link === void 0 || checksum === void 0) return void 0;
  return { name, link, checksum, line: line2 };
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
    const start = body.lastIndexOf(10, at) + 1;
    const newline2 = body.indexOf(10, at);
    const end2 = newline2 === -1 ? body.length : newline2;
    const isFirst = body.toString("utf8", start, at).trim() === "";
    const entry = isFirst ? parseLine(body.toString("utf8", start, end2), 0) : void 0;
    if (entry?.name === name) entries.push({ ...entry, line: lines.lineAt(start) });
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
      lineAt(start) {
        for (; this.#start < start; this.#line += 1) this.#start = this.#body.indexOf(10, this.#start) + 1;
        return this.#line;
      }
    };
  }
});

// src/resolve/plain-links.ts
function isPlain({ scheme, url }) {
  return !protectedSchemes.includes(scheme) && !/^(?:localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
}
function refusePlain(what, link, origin) {
  if (!isPlain(link)) return;
  const facts = { what, scheme: link.scheme, link: String(link), origin: origin && String(origin) };
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

// src/resolve/stored-index.ts
function readStoredIndex(file) {
  noteUse(file);
  try {
    const content = (0, import_node_fs33.readFileSync)(file);
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
  return (0, import_node_crypto5.createHash)("sha256").update(bytes).digest("hex");
}
var import_node_crypto5, import_node_fs33, newline;
var init_stored_index = __esm({
  "src/resolve/stored-index.ts"() {
    "use strict";
    import_node_crypto5 = __toESM(require_node_crypto(), 1);
    import_node_fs33 = require("node:fs");
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
  const start = word.indexOf("//") + 2;
  if (start > 1 && start <= end2) return word.slice(0, start) + word.slice(end2);
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
var import_node_crypto6, import_node_fs34, import_node_path27, ofRepository, Repository;
var init_repository = __esm({
  "src/resolve/repository.ts"() {
    "use strict";
    import_node_crypto6 = __toESM(require_node_crypto(), 1);
    import_node_fs34 = require("node:fs");
    import_node_path27 = require("node:path");
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
      #isNeeded = new Promise((resolve7) => this.#need = resolve7);
      /** Whether this build has asked the repository itself. */
      #isAsked = false;
      /** Whether a redirect on the way of the index that is used was to another machine over plain http. */
      #cameInPlain = false;
      /** What the log has to be told once somebody needs the index. */
      #unsaid = [];
      /** The malformed lines that the log names already. */
      #warnedOf;
      constructor(link, options) {
        this.link = link;
        this.#options = options;
        this.#file = (0, import_node_path27.join)(options.cacheDir, ownCache, "indexes", (0, import_node_crypto6.createHash)("sha256").update(String(link)).digest("hex"));
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
          makeDirectory((0, import_node_path27.join)(this.#file, ".."));
          let cameInPlain = false;
          const onRedirect = (to) => {
            if (this.#options.isStrict) refusePlain(ofRepository, to, this.link);
            cameInPlain ||= isPlain(to);
          };
          const conditions = this.#conditions(kept?.description);
          const pause = pauseUntil(this.#isNeeded);
          const tell = (message) => this.#unsaid.push(message);
          const options = { conditions, onRedirect, pause, tell };
          const answer = await this.#options.downloader.fetchIndex(this.link, part, options);
          if (answer.isUnchanged && kept !== void 0) {
            cameInPlain ||= kept.description.cameInPlain;
            const index = { ...kept, description: { ...kept.description, fetchedAt: Date.now(), cameInPlain } };
            writeStoredIndex(this.#file, index);
            return this.#use(index);
          }
          if (answer.isUnchanged) throw new BuildpackError("fetch::status", { link: String(this.link), status: 304 });
          const body = (0, import_node_fs34.readFileSync)(part);
          const report2 = this.#check(body);
          const { etag, lastModified } = answer;
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
          if (statusOf(part)) (0, import_node_fs34.rmSync)(part);
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
  const links = repositories.map(({ link }) => `${String(link)}${isPlain(link) ? "" : " (by a redirect)"}`);
  const schemes = [...new Set(repositories.map(({ plainScheme }) => plainScheme))];
  warn(
    `${links.join(" and ")} ${links.length === 1 ? "comes" : "come"} over plain ${schemes.join(" and ")}: whoever is on the way can change what is run here, and no checksum tells, since they come by the same way.
Use https.`
  );
}
function resolveLink({ name, link: text2, line: line2 }, repository) {
  const facts = { name, repository: String(repository), line: line2 };
  let link;
  try {
    link = Link.parse(text2, repository);
  } catch (cause) {
    throw new BuildpackError("resolve::invalid-link", { ...facts, link: withoutCredentials(text2) }, { cause });
  }
  if (link.scheme === "file" && repository.scheme !== "file")
    throw new BuildpackError("resolve::file-link-refused", { ...facts, link: String(link) });
  return link;
}
var Repositories, nothing3;
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
        this.#repositories = options.links.map((link) => new Repository(link, options));
      }
      get links() {
        return this.#repositories.map(({ link }) => link);
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
          ({ link: repository }, index) => entriesInIndex(bodies[index] ?? nothing3).map(({ name, description, checksum }) => {
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
          ({ link: link2 }, index) => this.#findLines(bodies[index] ?? nothing3, name).map((entry) => ({ ...entry, repository: link2 }))
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
        const link = resolveLink(first, first.repository);
        if (this.#isStrict) refusePlain(`The installer of ${name}`, link);
        return { name, link, checksum: first.checksum, repository: first.repository };
      }
      #findLines(index, name) {
        const known2 = this.#known.get(index) ?? /* @__PURE__ */ new Map();
        this.#known.set(index, known2);
        const lines = known2.get(name) ?? findInIndex(index, name);
        known2.set(name, lines);
        return lines;
      }
    };
    nothing3 = Buffer.alloc(0);
  }
});

// src/main.ts
var import_node_path41 = require("node:path");

// src/build.ts
var import_node_fs36 = require("node:fs");
var import_node_os3 = require("node:os");
var import_node_path30 = require("node:path");

// src/assemble/boot-script.ts
var import_node_fs3 = require("node:fs");
var import_node_path2 = require("node:path");
init_errors();
init_files();
init_output();

// src/assemble/writing.ts
init_errors();
function writing(path, write2) {
  try {
    write2();
  } catch (cause) {
    throw new BuildpackError("build::not-writable", { path, reason: reasonOf(cause) }, { cause });
  }
}

// src/assemble/boot-script.ts
var configureScript = "./configure.sh";
var beginning = `#!/bin/sh

if [ -f ${configureScript} ]; then
	chmod +x ${configureScript}
	. ${configureScript}
fi

`;
var end = "wait\n";
function beginBootScript(buildDir, inheritedLines) {
  const file = (0, import_node_path2.join)(buildDir, "boot.sh");
  const own = (0, import_node_fs3.lstatSync)(file, { throwIfNoEntry: false });
  if (own?.isDirectory()) throw new BuildpackError("build::boot-script-is-directory", { file });
  if (own !== void 0)
    warn("The app's own boot.sh is replaced: the buildpack writes one. What it did belongs into configure.sh.");
  writing(file, () => replaceFile(file, Buffer.concat([Buffer.from(beginning), inheritedLines]), 493));
}
function endBootScript(buildDir) {
  const file = (0, import_node_path2.join)(buildDir, "boot.sh");
  if (!statusOf(file)?.isFile()) {
    warn("An installer has removed boot.sh: the app has to be started by a command of its own.");
    return;
  }
  const text2 = (0, import_node_fs3.readFileSync)(file, "latin1");
  writing(file, () => (0, import_node_fs3.appendFileSync)(file, text2.endsWith("\n") ? end : `
${end}`));
}
function appendedTo(bootScript) {
  const text2 = bootScript.toString("latin1");
  if (!text2.startsWith(beginning) || !text2.endsWith(end)) return Buffer.alloc(0);
  return Buffer.from(text2.slice(beginning.length, -end.length), "latin1");
}
function withConfigureScript(bootScript, path) {
  if (!bootScript.startsWith(beginning)) return bootScript;
  return beginning.replaceAll(configureScript, () => path) + bootScript.slice(beginning.length);
}

// src/assemble/extensions.ts
var import_node_fs4 = require("node:fs");
var import_node_path3 = require("node:path");
init_errors();
init_files();

// src/shell-text.ts
var import_shell_quote = __toESM(require_shell_quote(), 1);
function quoteWord(text2) {
  return (0, import_shell_quote.quote)([text2]);
}
function quoteBytes(bytes) {
  return Buffer.from((0, import_shell_quote.quote)([bytes.toString("latin1")]), "latin1");
}
function doubleQuoted(bytes) {
  let word = "";
  for (const { text: text2, inside: inside2 } of piecesOf(bytes.toString("latin1"))) {
    if (text2 === "\\")
      word += inside2 === "'" ? text2 : "\\\\";
    else word += text2 === '"' && inside2 === void 0 ? '\\"' : text2;
  }
  return Buffer.from(word, "latin1");
}
function singleQuotedIn(bytes) {
  const places = /* @__PURE__ */ new Set();
  for (const { at, inside: inside2 } of piecesOf(bytes.toString("latin1"))) if (inside2 === "'") places.add(at);
  return places;
}
function* piecesOf(text2) {
  const closers = [];
  for (let at = 0; at < text2.length; ) {
    const char = text2.charAt(at);
    const next = text2.charAt(at + 1);
    const inside2 = closers.at(-1);
    const isEscape = char === "\\" && inside2 !== "'";
    const isPair = isEscape || char === "$" && (next === "(" || next === "{") && inside2 !== "'";
    const piece = isPair ? char + next : char;
    yield { at, text: piece, inside: inside2 };
    at += piece.length;
    if (isEscape) continue;
    if (char === inside2) closers.pop();
    else if (inside2 !== "'") closers.push(...opened(char, next, inside2));
  }
}
function opened(char, next, inside2) {
  if (char === "$" && next === "(") return [")"];
  if (char === "$" && next === "{") return ["}"];
  if (char === "`") return ["`"];
  if (char === '"' && (inside2 === ")" || inside2 === "}")) return ['"'];
  if (inside2 === ")" && (char === "'" || char === "(")) return [char === "(" ? ")" : char];
  return [];
}

// src/assemble/extensions.ts
function extendProfile(buildDir, packageName3, variable, word) {
  const directory = (0, import_node_path3.join)(buildDir, ".profile.d");
  const file = (0, import_node_path3.join)(directory, `${packageName3}.sh`);
  const line2 = extension(variable, word).subarray(0, -1);
  try {
    makeDirectory(directory);
    const text2 = (0, import_node_fs4.existsSync)(file) ? (0, import_node_fs4.readFileSync)(file) : Buffer.alloc(0);
    const lines = text2.toString("latin1").split("\n");
    if (`
${lines.join("\n")}
`.includes(`
${line2.toString("latin1")}
`)) return;
    const separator = text2.length === 0 || text2.at(-1) === 10 ? "" : "\n";
    (0, import_node_fs4.appendFileSync)(file, Buffer.concat([Buffer.from(separator), line2, Buffer.from("\n")]));
  } catch (cause) {
    throw new BuildpackError("build::profile-not-writable", { file, reason: reasonOf(cause) }, { cause });
  }
}
function writeExportFile(file, extensions) {
  const lines = /* @__PURE__ */ new Map();
  for (const { variable, value } of extensions) {
    const line2 = extension(variable, quoteBytes(value), "");
    lines.set(line2.toString("latin1"), line2);
  }
  try {
    if (lines.size > 0) replaceFile(file, Buffer.concat([...lines.values()]));
    else (0, import_node_fs4.rmSync)(file, { force: true });
  } catch (error) {
    const { code } = error;
    if (code === "EACCES" || code === "EROFS" || code === "EPERM") return;
    throw new BuildpackError("build::not-writable", { path: file, reason: reasonOf(error) }, { cause: error });
  }
}
function extension(variable, word, close = '"') {
  const opening = `export ${variable}="\${${variable}:+\${${variable}}:}`;
  return Buffer.concat([Buffer.from(close === "" ? `${opening}"` : opening), word, Buffer.from(`${close}
`)]);
}

// src/assemble/manifest.ts
var import_node_path4 = require("node:path");
var import_node_url = require("node:url");
init_files();
function nameLink(link, directories) {
  for (const [name, directory] of Object.entries(directories)) {
    const start = `${(0, import_node_url.pathToFileURL)(directory).href}/`;
    if (link.startsWith(start)) return `${name}:${link.slice(start.length)}`;
  }
  return link;
}
function writeManifest(buildDir, { buildpackVersion, stack, packages }) {
  const manifest = {
    format: 1,
    buildpack: buildpackVersion,
    stack: stack ?? null,
    packages: sortedBy(packages, ({ name }) => name).map(({ name, from, checksum, artifacts }) => ({
      name,
      from,
      ...checksum === void 0 ? {} : { checksum },
      artifacts: sortedBy(withoutRepetition(artifacts), ({ link, sha256 }) => `${link} ${sha256}`)
    }))
  };
  const file = (0, import_node_path4.join)(buildDir, ".modular", "packages.json");
  writing(file, () => replaceFile(file, `${JSON.stringify(manifest, void 0, "	")}
`));
}
function withoutRepetition(artifacts) {
  return [...new Map(artifacts.map((artifact) => [`${artifact.link} ${artifact.sha256}`, artifact])).values()];
}
function sortedBy(items, key) {
  return [...items].sort((a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

// src/config/app.ts
var import_node_fs5 = require("node:fs");
var import_node_path5 = require("node:path");
init_errors();
init_files();

// src/config/names.ts
var longestPackageName = 250;
var packageName = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
function isPackageName(word) {
  return packageName.test(word) && word.length <= longestPackageName;
}
function isVariableName(word) {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(word);
}

// src/config/release.ts
init_errors();
async function parseRelease(text2) {
  const { isAlias, isMap, isScalar, LineCounter: LineCounter2, parseDocument } = await Promise.resolve().then(() => __toESM(require("./on-demand/yaml.js"), 1));
  const lines = new LineCounter2();
  const document = parseDocument(text2, { lineCounter: lines, prettyErrors: false });
  const lineOf = (node) => lines.linePos(node?.range?.[0] ?? 0).line;
  const wrong = (line2, reason) => new BuildpackError("app::release-invalid", { line: line2, reason });
  const [error] = document.errors;
  if (error) throw wrong(lines.linePos(error.pos[0]).line, `it is not YAML: ${error.message}`);
  const resolved = (node) => isAlias(node) ? node.resolve(document) : node;
  const root = resolved(document.contents);
  if (root == null || isScalar(root) && root.value === null) return { processTypes: {} };
  if (!isMap(root))
    throw wrong(lineOf(root), "it has to be a mapping, such as `default_process_types:` with a line for each");
  const types = resolved(root.get("default_process_types", true));
  if (types === void 0) return { processTypes: {} };
  if (!isMap(types))
    throw wrong(lineOf(types), "`default_process_types` has to be a mapping from process types to commands");
  const processTypes = types.items.map(({ key, value: node }) => {
    const value = resolved(node);
    if (!isScalar(value) || typeof value.value !== "string") {
      throw wrong(
        lineOf(key),
        `the command of \`${String(key)}\` in \`default_process_types\` has to be a string`
      );
    }
    return [String(key), value.value];
  });
  return { processTypes: Object.fromEntries(processTypes) };
}

// src/config/app.ts
var configDirectory = "build/heroku";
async function readApp(appDir) {
  const directory = (0, import_node_path5.join)(appDir, configDirectory);
  const install = readConfigFile(directory, "install");
  const wanted = install === void 0 ? void 0 : parseInstallFile(install);
  const release = readConfigFile(directory, "release");
  if (release !== void 0) await parseRelease(release.toString());
  const compileScript2 = (0, import_node_path5.join)(directory, "compile");
  return {
    wanted,
    compileScript: isFile(compileScript2, "compile") ? compileScript2 : void 0
  };
}
function parseInstallFile(content) {
  const lines = content.toString().split("\n");
  return lines.flatMap((text2, index) => {
    const line2 = index + 1;
    if (text2.includes("\0")) throw new BuildpackError("app::install-holds-nul", { line: line2 });
    const words = text2.split(/\s+/).filter((word) => word !== "");
    const comment = words.findIndex((word) => word.startsWith("#"));
    return words.slice(0, comment === -1 ? void 0 : comment).map((name) => {
      if (!isPackageName(name)) throw new BuildpackError("app::invalid-package-name", { name, line: line2 });
      return { name, line: line2 };
    });
  });
}
function readConfigFile(directory, name) {
  const file = (0, import_node_path5.join)(directory, name);
  if (!isFile(file, name)) return void 0;
  try {
    return (0, import_node_fs5.readFileSync)(file);
  } catch (cause) {
    throw new BuildpackError("app::config-unreadable", { name, reason: reasonOf(cause) }, { cause });
  }
}
function isFile(file, name) {
  const status = statusOf(file);
  if (status !== void 0 && !status.isFile()) throw new BuildpackError("app::config-not-a-file", { name });
  return status !== void 0;
}

// src/config/environment.ts
var import_node_fs6 = require("node:fs");
var import_node_path6 = require("node:path");
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
function isInheritable(name) {
  return isVariableName(name) && !breaking.includes(name);
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
  const text2 = (0, import_node_fs6.readFileSync)("/proc/self/environ", "latin1");
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
    const entries = (0, import_node_fs6.readdirSync)(envDir, { withFileTypes: true });
    return entries.flatMap((entry) => entry.isFile() || entry.isSymbolicLink() ? [entry.name] : []).sort();
  } catch (cause) {
    throw new BuildpackError("config::env-dir-unreadable", { envDir, reason: reasonOf(cause) }, { cause });
  }
}
function readValue(envDir, name) {
  try {
    return (0, import_node_fs6.readFileSync)((0, import_node_path6.join)(envDir, name));
  } catch (cause) {
    throw new BuildpackError(
      "config::variable-unreadable",
      { file: (0, import_node_path6.join)(envDir, name), reason: reasonOf(cause) },
      { cause }
    );
  }
}
function withoutTrailingNewlines(value) {
  let end2 = value.length;
  while (end2 > 0 && value[end2 - 1] === 10) end2 -= 1;
  return value.subarray(0, end2);
}
function shellCommand() {
  return (process.env["MODULAR_SHELL"] ?? "/bin/sh").split(" ");
}

// src/config/unpack-limits.ts
init_defaults();
function readUnpackLimits({ setting }) {
  const limit = (name, otherwise) => {
    const given = Number(setting(name));
    return given > 0 ? given : otherwise;
  };
  return {
    bytes: limit("MODULAR_UNPACK_BYTES", mostUnpackedBytes),
    members: limit("MODULAR_UNPACK_MEMBERS", mostUnpackedMembers),
    memory: mostTarMemory
  };
}

// src/config/version.ts
var import_node_fs7 = require("node:fs");
var import_node_path7 = require("node:path");
init_defaults();
init_files();
var versionFile = "VERSION";
function readVersion(buildpackDir) {
  const file = (0, import_node_path7.join)(buildpackDir, versionFile);
  if (!statusOf(file)?.isFile()) return { version, isPackage: false };
  return { version: (0, import_node_fs7.readFileSync)(file, "utf8").trim(), isPackage: true };
}

// src/build.ts
init_errors();

// src/fetch/cache.ts
var import_node_fs11 = require("node:fs");
var import_node_process = require("node:process");
var import_node_path10 = require("node:path");
init_defaults();
init_errors();
init_files();
init_output();
init_retention();
async function clearArtifacts(cacheDir) {
  const ownDir = (0, import_node_path10.join)(cacheDir, ownCache);
  if (!statusOf((0, import_node_path10.join)(ownDir, "artifacts"))) return;
  const { ArtifactCache: ArtifactCache2 } = await Promise.resolve().then(() => (init_artifacts(), artifacts_exports));
  try {
    await new ArtifactCache2(cacheDir, ownDir).clear();
  } catch (cause) {
    throw notUsable(cacheDir, cause);
  }
}
function prepareCache({ cacheDir, precious, stack, clean }) {
  const marker = (0, import_node_path10.join)(cacheDir, ownCache, "filled-for");
  const filledFor = `${stack ?? "unknown"} ${import_node_process.arch}
`;
  try {
    const before = readMarker(marker) ?? filledFor;
    if (clean) {
      empty(cacheDir, precious);
      detail("The cache was emptied.");
    } else if (before !== filledFor) {
      empty(cacheDir, precious);
      detail(`The cache was emptied: it was filled for ${before.trim()}, and this is ${filledFor.trim()}.`);
    }
    makeDirectory(cacheDir);
    removeMisplaced((0, import_node_path10.join)(cacheDir, ownCache));
    if (readMarker(marker) !== filledFor) replaceFile(marker, filledFor);
  } catch (cause) {
    throw cause instanceof BuildpackError ? cause : notUsable(cacheDir, cause);
  }
}
function readMarker(marker) {
  try {
    return (0, import_node_fs11.readFileSync)(marker, "utf8");
  } catch (error) {
    if (/^(?:ENOENT|ENOTDIR|EISDIR)$/.test(error.code ?? "")) return void 0;
    throw error;
  }
}
function removeMisplaced(own) {
  for (const name of ["compiled", "node", ...shared]) {
    const path = (0, import_node_path10.join)(own, name);
    if (linkStatusOf(path) === void 0 || statusOf(path)?.isDirectory()) continue;
    (0, import_node_fs11.rmSync)(path, { force: true });
    warn(`${path} is not a directory, and is removed.`);
  }
}
function notUsable(cacheDir, cause) {
  const { path, dest = path } = cause;
  const isNamed = dest !== void 0 && dest !== cacheDir && temporarySince((0, import_node_path10.basename)(dest)) === void 0;
  const facts = { cacheDir, file: isNamed ? dest : void 0, reason: reasonOf(cause) };
  return new BuildpackError("cache::not-usable", facts, { cause });
}
function empty(cacheDir, precious) {
  if (!statusOf(cacheDir)) return;
  const real = (0, import_node_fs11.realpathSync)(cacheDir);
  for (const directory of precious) {
    if (statusOf(directory) && `${(0, import_node_fs11.realpathSync)(directory)}${import_node_path10.sep}`.startsWith(real === import_node_path10.sep ? import_node_path10.sep : `${real}${import_node_path10.sep}`)) {
      throw new BuildpackError("cache::holds-something-precious", { cacheDir, directory });
    }
  }
  emptyDirectory(real, [ownCache]);
  const own = (0, import_node_path10.join)(real, ownCache);
  if (!statusOf(own)?.isDirectory()) removeTree(own);
  emptyDirectory(own, ["node", ...shared]);
  for (const name of shared) emptyDirectory((0, import_node_path10.join)(own, name));
}
var shared = ["artifacts", "indexes", "installers", "store"];
function emptyDirectory(directory, except = []) {
  if (!statusOf(directory)?.isDirectory()) return;
  for (const name of (0, import_node_fs11.readdirSync)(directory)) {
    const isOnItsWay = temporarySince(name) !== void 0 && !isAbandoned(name);
    if (!isOnItsWay && !except.includes(name)) removeUnlessInUse((0, import_node_path10.join)(directory, name));
  }
}
function removeUnlessInUse(path) {
  try {
    removeTree(path);
  } catch (error) {
    if (!/^(?:ENOTEMPTY|ENOENT)$/.test(error.code ?? "")) throw error;
  }
}

// src/fetch/recording.ts
var import_node_crypto4 = __toESM(require_node_crypto(), 1);
var import_node_fs13 = require("node:fs");
var import_node_path13 = require("node:path");
var import_node_url3 = require("node:url");
init_files();
init_secrets();
init_index_users();
init_offline();
var Recording = class {
  #directory;
  #ownDirectories;
  /** @param ownDirectories those of the build itself, whose files are there without a network as well */
  constructor(directory, ownDirectories) {
    this.#directory = directory;
    this.#ownDirectories = ownDirectories;
  }
  /** Keeps a file that a link stands for. */
  add(link, file, received, isIndex) {
    if (link.scheme === "file" && this.#isOwn((0, import_node_url3.fileURLToPath)(link.url))) return;
    makeDirectory((0, import_node_path13.join)(this.#directory, "files"));
    const { sha256, size: size2 } = isIndex ? this.#keepIndex(link, file) : this.#keep(file, received);
    const line2 = { key: linkKey(link), link: hideValues(String(link)), sha256, size: size2 };
    (0, import_node_fs13.appendFileSync)((0, import_node_path13.join)(this.#directory, "fetched"), `${JSON.stringify(line2)}
`);
  }
  /** Keeps a copy: what installers do to their file is no part of it. */
  #keep(file, received) {
    (0, import_node_fs13.copyFileSync)(file, (0, import_node_path13.join)(this.#directory, "files", received.sha256), import_node_fs13.constants.COPYFILE_FICLONE);
    return received;
  }
  #keepIndex(link, file) {
    const lines = (0, import_node_fs13.readFileSync)(file, "latin1").split("\n");
    const index = Buffer.from(lines.map((line2) => publicLine(line2, link)).join("\n"), "latin1");
    const sha256 = (0, import_node_crypto4.createHash)("sha256").update(index).digest("hex");
    (0, import_node_fs13.writeFileSync)((0, import_node_path13.join)(this.#directory, "files", sha256), index);
    return { sha256, size: index.length };
  }
  /** Notes that a package has used the network by itself. */
  addOwnRequest(packageName3) {
    (0, import_node_fs13.appendFileSync)((0, import_node_path13.join)(this.#directory, "own-requests"), `${packageName3}
`);
  }
  #isOwn(path) {
    return this.#ownDirectories.some((directory) => path.startsWith(`${directory}${import_node_path13.sep}`));
  }
};
function publicLine(line2, index) {
  const [name, link, rest] = partsOfLine(lineWithoutUsers(line2, index));
  const directory = new URL(".", index.url).href;
  const short = link.startsWith(directory) ? `./${link.slice(directory.length)}` : link;
  return name + short + rest;
}

// src/fetch/runtimes.ts
var import_node_fs14 = require("node:fs");
var import_node_process2 = require("node:process");
var import_node_path14 = require("node:path");
init_defaults();
init_files();
init_retention();
function clearRuntimes(cacheDir, buildpackDir) {
  const runtimes = (0, import_node_path14.join)(cacheDir, ownCache, "node");
  if (!statusOf(runtimes)?.isDirectory()) return;
  const version2 = pinnedVersion(buildpackDir);
  noteUse((0, import_node_path14.join)(runtimes, String(version2), import_node_process2.arch, "complete"));
  for (const name of (0, import_node_fs14.readdirSync)(runtimes)) {
    const since = temporarySince(name);
    const place = (0, import_node_path14.join)(runtimes, name);
    if (since !== void 0 && Date.now() - since > abandonedAfter) tryToRemove(place);
    if (since === void 0) removeOld(place, name === version2 ? import_node_process2.arch : void 0);
  }
}
function removeOld(directory, except) {
  const old = namesIn2(directory).filter((name) => name !== except && lastUse((0, import_node_path14.join)(directory, name)) < oldestUse());
  for (const name of old) tryToRemove((0, import_node_path14.join)(directory, name));
  if (except === void 0 && namesIn2(directory).length === 0) tryToRemove(directory);
}
var oldestUse = () => Date.now() - runtimeRetention;
function lastUse(directory) {
  return (statusOf((0, import_node_path14.join)(directory, "complete")) ?? statusOf(directory))?.mtimeMs ?? 0;
}
function namesIn2(directory) {
  return statusOf(directory)?.isDirectory() ? (0, import_node_fs14.readdirSync)(directory) : [];
}
function clearCompiled(cacheDir) {
  const compiled = (0, import_node_path14.join)(cacheDir, ownCache, "compiled");
  if (!statusOf(compiled)?.isDirectory()) return;
  if ((0, import_node_fs14.readdirSync)(compiled, { recursive: true }).length > mostCompiled) tryToRemove(compiled);
}
function pinnedVersion(buildpackDir) {
  const lines = (0, import_node_fs14.readFileSync)((0, import_node_path14.join)(buildpackDir, "lib", "node-runtime"), "utf8").split("\n");
  return lines.map((line2) => line2.split(" ")).find(([, architecture]) => architecture === import_node_process2.arch)?.[0];
}
function tryToRemove(path) {
  try {
    removeTree(path);
  } catch {
  }
}

// src/build.ts
init_files();

// src/install/installed.ts
init_checksum();
init_secrets();

// src/install/ledger.ts
var compileScript = `${configDirectory}/compile`;
var Ledger = class {
  #present;
  #inProgress = /* @__PURE__ */ new Map();
  #byId = /* @__PURE__ */ new Map();
  /** Who waits (undefined: the app's own list) for a package that another process installs. */
  #waits = /* @__PURE__ */ new Set();
  /** @param present packages that count as installed */
  constructor(present) {
    this.#present = new Set(present);
  }
  /** The requirement of that number; undefined for 0 and for what never was. */
  requirement(id) {
    return this.#byId.get(id);
  }
  /** @param job the process that asks, where it is not the main shell */
  standing(name, requirer, job) {
    if (this.#present.has(name)) return { is: "present" };
    const run2 = this.#inProgress.get(name);
    if (run2 === void 0) return { is: "absent" };
    const way = this.#wayBack(name, requirer, /* @__PURE__ */ new Set());
    if (way !== void 0) return { is: "circular", circle: [...way, name] };
    if (run2.requirement.job === job) return { is: "abandoned", file: run2.requirement.installer?.file };
    return { is: "in-progress", end: run2.end };
  }
  /** Notes that somebody waits for the end of a package's installer. */
  async wait(name, requirer, end2) {
    const entry = { requirer, name };
    this.#waits.add(entry);
    await end2;
    this.#waits.delete(entry);
  }
  /** Notes that somebody sets out to install a package: at once, so that nobody else does as well. */
  begin(name, requirer, job) {
    const requirement = { id: this.#byId.size + 1, name, requirer, job, installer: void 0 };
    let finish = () => {
    };
    const end2 = new Promise((resolve7) => finish = resolve7);
    this.#byId.set(requirement.id, requirement);
    this.#inProgress.set(name, { requirement, end: end2, finish });
    return requirement;
  }
  /** Notes that an installer has run to its end. */
  finish(requirement) {
    this.#present.add(requirement.name);
    this.#inProgress.get(requirement.name)?.finish();
    this.#inProgress.delete(requirement.name);
  }
  /** Makes a package count as installed. */
  mark(name) {
    this.#present.add(name);
  }
  /** Whether a package counts as installed. */
  has(name) {
    return this.#present.has(name);
  }
  /** The packages that count as installed. */
  get packages() {
    return [...this.#present].filter((name) => name !== compileScript);
  }
  /** The installers that have begun and not ended, in that order. */
  get inProgress() {
    return [...this.#inProgress.values()].map(({ requirement }) => requirement);
  }
  /**
   * The names from a package that is in progress to a requirer of it: a chain of requirers, or several such
   * chains, each waiting for a package in the next. Undefined where there is no such way.
   */
  #wayBack(name, requirer, seen) {
    if (seen.has(name)) return void 0;
    seen.add(name);
    const chain = chainOf(requirer);
    const start = chain.indexOf(name);
    if (start !== -1) return chain.slice(start);
    for (const wait2 of this.#waits) {
      const waiting = chainOf(wait2.requirer);
      const from = waiting.indexOf(name);
      if (from === -1) continue;
      const rest = this.#wayBack(wait2.name, requirer, seen);
      if (rest !== void 0) return [...waiting.slice(from), ...rest];
    }
    return void 0;
  }
};
function chainOf(requirement) {
  const names3 = [];
  for (let each = requirement; each !== void 0; each = each.requirer) names3.push(each.name);
  return names3.reverse();
}

// src/install/installed.ts
function listPackages({ installed, artifacts }, directories) {
  const listArtifacts = (name) => (artifacts.get(name) ?? []).map(({ link, sha256 }) => ({ link: hideValues(nameLink(link, directories)), sha256 }));
  const packages = installed.map((installer) => ({
    name: installer.name,
    from: installer.source === "repository" ? hideValues(String(installer.link)) : installer.source,
    checksum: installer.source === "repository" ? formatChecksum(installer.checksum) : void 0,
    artifacts: listArtifacts(installer.name)
  }));
  return artifacts.has(compileScript) ? [...packages, { name: compileScript, from: "app", artifacts: listArtifacts(compileScript) }] : packages;
}

// src/install/request-watch.ts
var import_node_fs15 = require("node:fs");
var RequestWatch = class {
  #seen = 0;
  /** Whether the session of a process has tried to send anything since the last time. */
  hasSent(pid) {
    const count = isApart(pid) ? countUnroutable(pid) : 0;
    const hasSent = count > this.#seen;
    this.#seen = count;
    return hasSent;
  }
};
function isApart(pid) {
  try {
    return (0, import_node_fs15.readlinkSync)(`/proc/${pid}/ns/net`) !== (0, import_node_fs15.readlinkSync)("/proc/self/ns/net");
  } catch {
    return false;
  }
}
function countUnroutable(pid) {
  try {
    const [names3 = "", values2 = ""] = (0, import_node_fs15.readFileSync)(`/proc/${pid}/net/snmp`, "latin1").split("\n");
    return Number(values2.split(" ")[names3.split(" ").indexOf("OutNoRoutes")] ?? 0);
  } catch {
    return 0;
  }
}

// src/install/run-installers.ts
var import_node_path24 = require("node:path");

// src/ahead/fetch-ahead.ts
var import_node_fs17 = require("node:fs");
var import_node_path16 = require("node:path");
var import_promises = require("node:timers/promises");
init_checksum();
init_target();

// src/resolve/installer-links.ts
var import_node_fs16 = require("node:fs");
var import_node_url4 = require("node:url");
init_link();
function linkFor(url, installer, repositories) {
  const link = Link.parse(hasScheme(url) ? url : besideInstaller(url, installer?.directory ?? ""));
  const known2 = [...installer?.link ? [installer.link] : [], ...repositories];
  return known2.reduce((best, other) => best.orWithCredentialsOf(other), link);
}
function besideInstaller(url, installerDir) {
  if (url.startsWith("/") && (0, import_node_fs16.existsSync)(url)) return (0, import_node_url4.pathToFileURL)(url).href;
  const path = `${installerDir}/${url.replace(/^\/+/, "")}`;
  return hasScheme(path) ? path : (0, import_node_url4.pathToFileURL)(path).href;
}

// src/ahead/fetch-ahead.ts
var telling = ["download", "unpack", "dependency_require"];
var FetchAhead = class {
  #options;
  #seen = /* @__PURE__ */ new Set();
  constructor(options) {
    this.#options = options;
  }
  /** Begins with the packages that an app lists. Never throws: what goes wrong is told to who asks for it. */
  async start(names3) {
    const works = [];
    for (const name of names3) {
      works.push(this.#visit(name).catch(() => {
      }));
      await (0, import_promises.setImmediate)();
      if (this.#options.abort.aborted) break;
    }
    await Promise.all(works);
  }
  async #visit(name) {
    const { network, resolver, isInstalled, abort } = this.#options;
    if (abort.aborted || this.#seen.has(name) || isInstalled(name) || !isPackageName(name)) return;
    this.#seen.add(name);
    const installer = await resolver.peek(name);
    if (installer === void 0) return;
    const text2 = await this.#read(installer);
    if (text2 === void 0 || !telling.some((word) => text2.includes(word))) return;
    const origin = originOf(installer);
    const { readInstaller: readInstaller2 } = await Promise.resolve().then(() => (init_installer_facts(), installer_facts_exports));
    const facts = readInstaller2(text2.toString("latin1"), {
      ...this.#options.variables,
      PACKAGE: name,
      INSTALLER_DIR: Buffer.from(origin.directory).toString("latin1")
    });
    for (const fetched of facts.fetches) await this.#fetch(fetched, origin, network).catch(() => {
    });
    await this.start(namesIn3(facts));
  }
  /** The text of an installer: from its file, from the cache, or from its repository. */
  async #read(installer) {
    if (installer.source !== "repository") return (0, import_node_fs17.readFileSync)(installer.file);
    const { link, checksum, onRedirect } = installer;
    const downloader = await this.#options.network.downloader();
    const kept = downloader.installerFile(checksum);
    if (kept !== void 0) return (0, import_node_fs17.readFileSync)(kept);
    if (!isHttp(link)) return void 0;
    return await downloader.fetchAhead(
      link,
      { kind: "installer", wanted: checksum, onRedirect },
      (file) => (0, import_node_fs17.readFileSync)(file)
    );
  }
  async #fetch(fetched, origin, network) {
    const { cacheDir, buildDir } = this.#options;
    const { helper, url, target, checksum, isConditional, isCertain } = fetched;
    const isSaved = helper === "unpack" || target !== void 0 && target !== "";
    if (!isCertain || !url || checksum === void 0 || !isSaved) return;
    const wanted = parseChecksum(checksum);
    if (wanted === void 0 && network.isStrict) return;
    const link = linkFor(toText(url), origin, network.links);
    if (!isHttp(link)) return;
    const path = helper === "unpack" ? (0, import_node_path16.join)(cacheDir, link.fileName) : inDirectory(buildDir, toText(target ?? ""));
    checkTarget(String(link), path);
    const downloader = await network.downloader();
    const isNeeded = helper === "download" && !isConditional;
    if (isNeeded || downloader.isMissing(link, path))
      void downloader.fetchAhead(link, { kind: "download", wanted }, () => {
      });
    else if (wanted !== void 0) downloader.hashAhead(path, wanted);
  }
};
function inDirectory(directory, path) {
  return path.startsWith("/") ? path : `${directory}/${path}`;
}
function isHttp({ scheme }) {
  return scheme === "http" || scheme === "https";
}
function originOf(installer) {
  return installer.source === "repository" ? { directory: installer.link.directory, link: installer.link } : { directory: installer.directory };
}
function namesIn3({ requires }) {
  return requires.map(({ name }) => name);
}
function toText(latin1) {
  return Buffer.from(latin1, "latin1").toString();
}

// src/install/answers.ts
init_errors();
init_output();

// src/install/downloads.ts
var import_node_path19 = require("node:path");
init_errors();
init_checksum();
init_offline();
init_target();
init_output();

// src/install/byte-paths.ts
var import_node_buffer = require("node:buffer");
var import_node_fs18 = require("node:fs");
var import_node_path17 = require("node:path");
init_target();
init_files();
function pathOf(path, pid) {
  if (path[0] === "/".charCodeAt(0)) return path;
  return Buffer.concat([(0, import_node_fs18.readlinkSync)(`/proc/${pid}/cwd`, { encoding: "buffer" }), Buffer.from("/"), path]);
}
async function readThrough(file, read2) {
  const descriptor = (0, import_node_fs18.openSync)(file, "r");
  try {
    return await read2(`/proc/self/fd/${descriptor}`);
  } finally {
    (0, import_node_fs18.closeSync)(descriptor);
  }
}
async function writeThrough(target, link, write2) {
  checkTarget(link, target);
  if ((0, import_node_buffer.isUtf8)(target)) return await write2((0, import_node_path17.resolve)(target.toString()));
  const parent = target.subarray(0, target.lastIndexOf("/") + 1);
  try {
    (0, import_node_fs18.mkdirSync)(parent, { recursive: true });
  } catch (cause) {
    throw notWritable(link, target.toString(), cause);
  }
  return await readThrough(parent, async (directory) => {
    const standIn = temporaryBeside((0, import_node_path17.join)(directory, "any"));
    try {
      if ((0, import_node_fs18.statSync)(target, { throwIfNoEntry: false })?.isFile()) (0, import_node_fs18.linkSync)(target, standIn);
      const written = await write2(standIn);
      (0, import_node_fs18.renameSync)(standIn, target);
      return written;
    } finally {
      (0, import_node_fs18.rmSync)(standIn, { force: true });
    }
  });
}
function urlText(url) {
  if ((0, import_node_buffer.isUtf8)(url)) return url.toString();
  return url.toString("latin1").replaceAll(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}

// src/install/unpack.ts
var import_node_fs21 = require("node:fs");
var import_node_path18 = require("node:path");
init_errors();
init_files();

// src/install/merge.ts
var import_node_fs19 = require("node:fs");
init_errors();
init_files();
var ownerMayWrite = 128;
var isNotLocked = -1;
function mergeInto(source2, target, options) {
  const plan = { ...options, within: target, steps: [], hasFollowed: false };
  planAll(Buffer.from(source2), Buffer.from(target), plan, options.clean);
  for (const step of plan.steps) take(step, plan);
}
function planAll(from, to, plan, replaces) {
  for (const name of (0, import_node_fs19.readdirSync)(from, "latin1")) planOne(from, to, name, plan, replaces);
}
function planOne(fromDirectory, toDirectory, name, plan, replaces) {
  const { link, steps } = plan;
  const [from, to] = [inside(fromDirectory, name), inside(toDirectory, name)];
  const there = (0, import_node_fs19.lstatSync)(to, { throwIfNoEntry: false });
  const entry = (0, import_node_fs19.lstatSync)(from);
  const lockedAs = entry.isDirectory() && !(entry.mode & ownerMayWrite) ? entry.mode : isNotLocked;
  const move2 = { is: "move", from: fromDirectory, to: toDirectory, name, lockedAs };
  if (there === void 0) steps.push(move2);
  else if (replaces) steps.push({ is: "remove", from: toDirectory, name }, move2);
  else if (!entry.isDirectory()) {
    if (there.isDirectory()) throw new BuildpackError("unpack::directory-in-the-way", { link, path: String(to) });
    steps.push(move2);
  } else {
    if (!there.isDirectory() && !there.isSymbolicLink())
      throw new BuildpackError("unpack::file-in-the-way", { link, path: String(to) });
    const directory = there.isSymbolicLink() ? follow(to, plan) : to;
    const { mode } = (0, import_node_fs19.statSync)(directory);
    (0, import_node_fs19.chmodSync)(from, 448);
    if (!(mode & ownerMayWrite)) steps.push({ is: "mode", directory, mode: mode | ownerMayWrite });
    planAll(from, directory, plan, false);
    steps.push({ is: "mode", directory, mode: entry.mode });
  }
}
function take(step, plan) {
  switch (step.is) {
    case "remove":
      removeTree(inside(step.from, step.name));
      break;
    case "move": {
      const [from, to] = [inside(step.from, step.name), inside(step.to, step.name)];
      const { lockedAs } = step;
      if (plan.hasFollowed && !canReplace(from, to)) {
        const again = { ...plan, steps: [] };
        planOne(step.from, step.to, step.name, again, false);
        for (const next of again.steps) take(next, again);
        break;
      }
      if (lockedAs !== isNotLocked) (0, import_node_fs19.chmodSync)(from, lockedAs | ownerMayWrite);
      (0, import_node_fs19.renameSync)(from, to);
      if (lockedAs !== isNotLocked) (0, import_node_fs19.chmodSync)(to, lockedAs);
      break;
    }
    case "mode":
      if ((0, import_node_fs19.statSync)(step.directory).mode !== step.mode) (0, import_node_fs19.chmodSync)(step.directory, step.mode);
      break;
  }
}
function canReplace(from, to) {
  const there = (0, import_node_fs19.lstatSync)(to, { throwIfNoEntry: false });
  return there === void 0 || !(there.isDirectory() || (0, import_node_fs19.lstatSync)(from).isDirectory());
}
function follow(path, plan) {
  const { link, within } = plan;
  plan.hasFollowed = true;
  if (leadsToDirectory(path)) {
    const real = import_node_fs19.realpathSync.native(path, "buffer");
    if (Buffer.concat([real, slash]).indexOf(within === "/" ? "/" : `${within}/`) === 0) return real;
  }
  throw new BuildpackError("unpack::through-link", { link, path: String(path) });
}
function leadsToDirectory(path) {
  try {
    return (0, import_node_fs19.statSync)(path).isDirectory();
  } catch {
    return false;
  }
}
var slash = Buffer.from("/");
function inside(directory, name) {
  return Buffer.concat([directory, slash, Buffer.from(name, "latin1")]);
}

// src/install/tar.ts
var import_node_child_process2 = require("node:child_process");
var import_node_fs20 = require("node:fs");
init_defaults();
init_errors();
init_guard();

// src/install/tar-output.ts
init_defaults();
init_errors();
function readLines(stream, use) {
  let begun = "";
  stream?.setEncoding("utf8").on("data", (text2) => {
    const [first = "", ...rest] = text2.split("\n");
    begun = `${begun}${first}`.slice(0, longestTarLine);
    for (const next of rest) {
      use(begun);
      begun = next.slice(0, longestTarLine);
    }
  });
}
var TarListing = class {
  members = 0;
  /** What is wrong with the archive, once something is. */
  refused;
  #bytes = 0;
  #link;
  #limits;
  #stop;
  /** @param stop is called as soon as the archive is refused */
  constructor(link, limits, stop) {
    this.#link = link;
    this.#limits = limits;
    this.#stop = stop;
  }
  refuse(error) {
    this.refused ??= error;
    this.#stop();
  }
  note(line2) {
    if (this.refused !== void 0) return;
    const link = this.#link;
    const { bytes, members } = this.#limits;
    this.members += 1;
    if (this.members > members) this.refuse(new BuildpackError("unpack::too-many-members", { link, members }));
    if (/^d\S+ +Creating directory: /.test(line2)) return;
    const [, type = "", size2 = "", text2 = line2] = /^(.)\S+ \S+ +(\S+) \S+ \S+ (.*)$/.exec(line2) ?? [];
    const member = type === "l" ? text2.split(" -> ")[0] ?? "" : text2;
    if (/^[cbp]$/.test(type)) this.refuse(new BuildpackError("unpack::device", { link, member }));
    else if (type === "" || member.startsWith("/"))
      this.refuse(new BuildpackError("unpack::member-outside", { link, member }));
    else this.#bytes += Number(size2);
    if (this.#bytes > bytes) this.refuse(new BuildpackError("unpack::too-large", { link, bytes }));
  }
};
var TarComplaints = class {
  /** What it does not list as it is in the archive, and what would land outside. */
  outside;
  isDiskFull = false;
  #lines = [];
  note(line2) {
    const [, climbing] = /^tar: (.*): Member name contains '\.\.'$/.exec(line2) ?? [];
    const [, start] = /^tar: Removing leading `(.*)' from hard link targets$/.exec(line2) ?? [];
    this.outside ??= climbing ?? (start === void 0 ? void 0 : `a hard link to ${start}...`);
    this.isDiskFull ||= /: (?:No space left on device|Disk quota exceeded)$|: Wrote only \d+ of \d+ bytes$/.test(line2);
    if (this.#lines.length < mostTarLines && line2.trim() !== "") this.#lines.push(shorten(line2.trim()));
  }
  toString() {
    return this.#lines.join("\n");
  }
};
function shorten(line2) {
  return line2.length > mostTarLineShown ? `${line2.slice(0, mostTarLineShown)}...` : line2;
}

// src/install/tar.ts
var compressions = [
  { magic: Buffer.from([31, 139]), option: "--gzip" },
  { magic: Buffer.from("BZh"), option: "--bzip2" },
  { magic: Buffer.from([253, 55, 122, 88, 90, 0]), option: "--xz" },
  { magic: Buffer.from([40, 181, 47, 253]), option: "--zstd" }
];
var how = [
  "--extract",
  "--verbose",
  "--verbose",
  "--numeric-owner",
  "--quoting-style=escape",
  "--no-same-owner",
  "--preserve-permissions",
  "--delay-directory-restore"
];
async function extract(options, from, to) {
  const { link, archive, path, limits, abort } = options;
  const compression = compressionOf(from);
  abort.throwIfAborted();
  const files = [...compression ? [compression] : [], "--directory", to, "--file", "/proc/self/fd/0"];
  const child = (0, import_node_child_process2.spawn)("tar", [...how, ...files], {
    // nothing else: TAR_OPTIONS, GZIP and the like would change what it does
    env: { ...path === void 0 ? {} : { PATH: path }, LC_ALL: "C" },
    stdio: [from, "pipe", "pipe"]
  });
  const release = endWithUs(child);
  const stop = () => child.kill();
  const listing = new TarListing(link, limits, stop);
  const complaints = new TarComplaints();
  readLines(child.stdout, (line2) => listing.note(line2));
  readLines(child.stderr, (line2) => complaints.note(line2));
  const watch2 = setInterval(() => {
    if (memoryOf(child.pid) > limits.memory) listing.refuse(new BuildpackError("unpack::header-too-large", { link }));
  }, tarWatchInterval);
  abort.addEventListener("abort", stop);
  const status = await new Promise((done, reject) => {
    child.once("close", (code) => done(code ?? -1));
    child.once(
      "error",
      (cause) => reject(new BuildpackError("unpack::no-tar", { link, reason: reasonOf(cause) }, { cause }))
    );
  }).finally(() => {
    clearInterval(watch2);
    abort.removeEventListener("abort", stop);
    release();
  });
  abort.throwIfAborted();
  if (listing.refused !== void 0) throw listing.refused;
  const { outside, isDiskFull: isDiskFull2 } = complaints;
  if (outside !== void 0) throw new BuildpackError("unpack::member-outside", { link, member: outside });
  const fail = (reason) => new BuildpackError("unpack::failed", { link, archive, reason });
  if (status !== 0 && isDiskFull2) throw Object.assign(new Error(complaints.toString()), { code: "ENOSPC" });
  if (status !== 0) throw fail(complaints.toString());
  if (listing.members === 0) throw fail("There is nothing in it.");
}
function memoryOf(pid) {
  try {
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec((0, import_node_fs20.readFileSync)(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}
function compressionOf(descriptor) {
  const start = Buffer.alloc(6);
  (0, import_node_fs20.readSync)(descriptor, start, { position: 0 });
  return compressions.find(({ magic }) => start.subarray(0, magic.length).equals(magic))?.option;
}

// src/install/unpack.ts
async function unpack(options) {
  const { link, archive, buildDir, clean } = options;
  const descriptor = (0, import_node_fs21.openSync)(archive, "r");
  try {
    findTarget(options);
    const fresh = (0, import_node_fs21.mkdtempSync)((0, import_node_path18.join)(buildDir, ".unpack-"));
    try {
      await extract(options, descriptor, fresh);
      (0, import_node_fs21.chmodSync)(fresh, 448);
      mergeInto(fresh, makeTarget(options), { link, clean });
    } finally {
      removeTree(fresh);
    }
  } catch (cause) {
    throw isDiskFull(cause) ? diskFull(options, cause) : cause;
  } finally {
    (0, import_node_fs21.closeSync)(descriptor);
  }
}
function findTarget({ link, buildDir, target }) {
  const directory = (0, import_node_path18.resolve)((0, import_node_path18.join)(buildDir, target));
  let existing = directory;
  while (linkStatusOf(existing) === void 0) existing = (0, import_node_path18.dirname)(existing);
  const status = statusOf(existing);
  if (!isInside(buildDir, directory) || status && !isInside((0, import_node_fs21.realpathSync)(buildDir), (0, import_node_fs21.realpathSync)(existing)))
    throw new BuildpackError("unpack::target-outside", { link, target, buildDir });
  if (!status?.isDirectory())
    throw new BuildpackError("unpack::target-not-directory", { link, target: directory, path: existing });
  return directory;
}
function makeTarget(options) {
  const directory = findTarget(options);
  try {
    makeDirectory(directory);
  } catch (cause) {
    const facts = { link: options.link, target: directory, reason: reasonOf(cause) };
    throw new BuildpackError("unpack::target-not-writable", facts, { cause });
  }
  return (0, import_node_fs21.realpathSync)(directory);
}
function isInside(directory, path) {
  const way = (0, import_node_path18.relative)(directory, path);
  return way !== ".." && !way.startsWith("../");
}
function diskFull({ link, buildDir }, cause) {
  return new BuildpackError("unpack::disk-full", { link, directory: buildDir }, { cause });
}

// src/install/downloads.ts
var nothing = Buffer.alloc(0);
var statuses = { fetched: 0, notFetched: 1, wrongChecksum: 2 };
async function answerDownload(context, verb, [url = nothing, target = nothing, checksumText = nothing, exitOnFail = nothing], asker) {
  if (url.length === 0 || target.length === 0)
    throw new BuildpackError("package::download-arguments", { helper: helperOf(verb), name: asker.packageName });
  const path = pathOf(target, asker.pid);
  const key = path.toString("latin1");
  try {
    const link = linkFor(urlText(url), asker.installer, context.network.links);
    await writeThrough(
      path,
      String(link),
      async (file) => await get(context, verb, link, file, checksumText.toString(), asker)
    );
    context.notFetched.delete(key);
    return `__status=${statuses.fetched}`;
  } catch (error) {
    const isFinal = verb === "cached-download" && !["false", "no", "0"].includes(exitOnFail.toString());
    if (isFinal || !(error instanceof BuildpackError)) throw error;
    const { code, message, facts } = error;
    if (code === "package::no-checksum") throw error;
    warn(message);
    if (!(code === "fetch::status" && isAbsent(facts)))
      context.notFetched.set(key, { name: asker.packageName, reason: message });
    return `__status=${code === "package::artifact-mismatch" ? statuses.wrongChecksum : statuses.notFetched}`;
  }
}
function isAbsent({ status }) {
  return status === 404 || status === 410;
}
async function answerUnpack(context, [urlBytes = nothing, checksumText = nothing, target = nothing, clean = nothing], asker) {
  const url = urlText(urlBytes);
  if (url === "")
    throw new BuildpackError("package::download-arguments", { helper: "unpack", name: asker.packageName });
  const link = linkFor(url, asker.installer, context.network.links);
  const archive = (0, import_node_path19.join)(context.cacheDir, link.fileName);
  checkTarget(String(link), archive);
  const file = await get(context, "cached-download", link, archive, checksumText.toString(), asker);
  const { buildDir, path, unpackLimits: limits, abort } = context;
  const options = { link: String(link), archive: file.path, buildDir, target: target.toString() || "vendor" };
  try {
    await unpack({ ...options, clean: clean.length > 0, path, limits, abort });
  } catch (error) {
    const isBroken = error instanceof BuildpackError && error.code === "unpack::failed";
    if (isBroken) (await context.network.downloader()).artifacts.drop(archive, String(link));
    throw error;
  }
  return ":";
}
async function answerMd5([file = nothing], asker) {
  const { default: md5File } = await Promise.resolve().then(() => __toESM(require("./on-demand/md5-file.js"), 1));
  try {
    return `__status=0 __output=${await readThrough(pathOf(file, asker.pid), md5File)}`;
  } catch (error) {
    warn(`md5 cannot read ${JSON.stringify(file.toString())}: ${reasonOf(error)}.`);
    return "__status=1 __output=";
  }
}
async function get(context, verb, link, target, checksumText, asker) {
  const { network, isStrict, artifacts } = context;
  const wanted = readChecksum(checksumText, asker, isStrict, String(link));
  const downloader = await network.downloader();
  const fetched = verb === "download" ? downloader.fetch.bind(downloader) : downloader.fetchCached.bind(downloader);
  const file = await fetched(link, target, wanted).catch((error) => {
    throw naming(asker, error);
  });
  const list4 = artifacts.get(asker.name) ?? [];
  artifacts.set(asker.name, [...list4, { link: String(link), sha256: file.sha256 }]);
  return file;
}
function naming({ packageName: packageName3 }, error) {
  if (!(error instanceof BuildpackError)) return error;
  const facts = { name: packageName3, reason: error.message };
  if (error.code === "fetch::checksum-mismatch")
    return new BuildpackError("package::artifact-mismatch", facts, { cause: error });
  return isLack(error) ? new BuildpackError("package::not-offline", facts, { cause: error }) : error;
}
function readChecksum(text2, { packageName: packageName3 }, isStrict, link) {
  const checksum = parseChecksum(text2);
  if (checksum !== void 0) return checksum;
  if (isStrict) throw new BuildpackError("package::no-checksum", { name: packageName3, link, value: text2 });
  if (text2 !== "")
    warn(
      `${packageName3} gives ${JSON.stringify(text2)} as the checksum of ${link}: that is none, so the file is not checked.`
    );
  return void 0;
}
function helperOf(verb) {
  return verb.replace("-", "_");
}

// src/install/extend.ts
init_errors();

// src/relocated-text.ts
function relocateWord(word, names3) {
  if (names3.size === 0) return word;
  const singleQuoted = singleQuotedIn(word);
  return relocate(word, names3, (index) => singleQuoted.has(index));
}
function relocateScript(script2, names3) {
  const strings = findSingleQuoted(script2.toString("latin1"));
  return relocate(script2, names3, (index) => strings.some(([start, end2]) => start < index && index < end2));
}
function relocate(bytes, names3, isSingleQuoted) {
  if (names3.size === 0) return bytes;
  const byPath = new Map([...names3].map(([path, name]) => [Buffer.from(path).toString("latin1"), name]));
  const longestFirst = [...byPath.keys()].sort((a, b) => b.length - a.length);
  const beginning2 = "(?:(?<![\\w.~/-])|(?<=(?<![\\w/-])-[A-Z]))";
  const pattern = new RegExp(`${beginning2}(?:${longestFirst.map(escape).join("|")})(?![\\w.-])`, "g");
  const script2 = bytes.toString("latin1");
  const text2 = script2.replaceAll(pattern, (path, index) => {
    const name = byPath.get(path) ?? path;
    if (isSingleQuoted(index)) return `'"${name}"'`;
    return isEscaped(script2, index) ? path : name;
  });
  return Buffer.from(text2, "latin1");
}
function isEscaped(text2, index) {
  let start = index;
  while (text2[start - 1] === "\\") start -= 1;
  return (index - start) % 2 === 1;
}
function findSingleQuoted(script2) {
  const strings = [];
  const tokens = /(?<=^|[\s;&|(])#.*|<<-?[ \t]*(['"\\]?)(\w+)\1.*\n(?:.*\n)*?\t*\2$|\\[^]|"(?:\\[^]|[^"\\])*"?|'[^']*'?/gm;
  for (const match of script2.matchAll(tokens)) {
    if (match[0].startsWith("'")) strings.push([match.index, match.index + match[0].length]);
  }
  return strings;
}
function escape(text2) {
  return text2.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

// src/install/shell-syntax.ts
var import_node_child_process3 = require("node:child_process");
var import_node_fs22 = require("node:fs");
function syntaxErrorIn(shell, file) {
  return isReadable(file) ? check(shell, [file]) : void 0;
}
function syntaxErrorInText(shell, text2) {
  return check(shell, [], text2);
}
function isReadable(file) {
  try {
    (0, import_node_fs22.accessSync)(file, import_node_fs22.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
function check([program = "/bin/sh", ...options], operands, input) {
  const { status, stderr: stderr2 } = (0, import_node_child_process3.spawnSync)(program, [...options, "-n", ...operands], { input, env: {}, encoding: "utf8" });
  return status === 0 ? void 0 : stderr2.trim();
}

// src/install/extend.ts
var plainWord = /^(?:[^`$\\"]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\})*$/;
function extendVariable({ buildDir, namesAtBoot, shell }, given, packageName3, file) {
  const [variable, value] = given;
  const name = variable?.toString() ?? "";
  if (value === void 0 || given.length > 2) {
    throw new BuildpackError("package::env-extend-arguments", { given: given.length, file });
  }
  if (!isVariableName(name)) throw new BuildpackError("package::env-extend-variable", { name, file });
  const word = doubleQuoted(value);
  if (!plainWord.test(value.toString("latin1"))) {
    const text2 = Buffer.concat([Buffer.from(': "'), word, Buffer.from('"\n')]);
    if (syntaxErrorInText(shell, text2) !== void 0)
      throw new BuildpackError("package::env-extend-value", { name, file });
  }
  extendProfile(buildDir, packageName3, name, doubleQuoted(relocateWord(value, namesAtBoot)));
  return Buffer.concat([
    Buffer.from('__home=${HOME-}\nHOME=$__runtime_dir\n__value="'),
    word,
    Buffer.from(`"
HOME=$__home
__extend ${name}`)
  ]);
}

// src/install/answers.ts
var nothing2 = ":";
async function answerQuestion(context, question, pid, isJob) {
  const requirer = context.ledger.requirement(question.requirement);
  const words = question.arguments.map((word) => word.toString());
  const packageName3 = packageNameOf(requirer);
  const asker = {
    packageName: packageName3,
    name: requirer?.name ?? packageName3,
    installer: requirer?.installer,
    pid
  };
  if (context.onOwnRequest !== void 0 && context.requests.hasSent(pid)) context.onOwnRequest(packageName3);
  switch (question.verb) {
    case "require":
      return await requirePackage(context, words[0] ?? "", requirer, isJob ? pid : void 0);
    case "installed":
      context.ledger.finish(known(requirer, question));
      return nothing2;
    case "failed":
      noteFailed(context, known(requirer, question), Number(words[0]));
      return nothing2;
    case "mark":
      for (const name of words) context.ledger.mark(checkName(name, requirer));
      return nothing2;
    case "download":
    case "cached-download":
      return await answerDownload(context, question.verb, question.arguments, asker);
    case "unpack":
      return await answerUnpack(context, question.arguments, asker);
    case "md5":
      return await answerMd5(question.arguments, asker);
    case "env-extend":
      return extendVariable(context, question.arguments, asker.packageName, fileOf(requirer));
    case "extended":
      context.extensions.push({ variable: words[0] ?? "", value: question.arguments[1] ?? Buffer.alloc(0) });
      return nothing2;
    case "fail":
      throw new BuildpackError("package::failed", {});
    case "compile":
      return runCompileScript(context);
    default:
      throw new BuildpackError("internal::unknown-question", { verb: question.verb });
  }
}
async function requirePackage(context, name, requirer, job) {
  const { ledger, resolver } = context;
  checkName(name, requirer);
  const standing = ledger.standing(name, requirer, job);
  switch (standing.is) {
    case "present":
      return nothing2;
    case "circular":
      throw new BuildpackError("package::circle", { circle: standing.circle });
    case "abandoned":
      throw new BuildpackError("package::abandoned", { name, file: standing.file });
    case "in-progress":
      await ledger.wait(name, requirer, standing.end);
      return nothing2;
  }
  const requirement = ledger.begin(name, requirer, job);
  const installer = await resolver.find(name);
  if (installer === void 0) {
    const by = fileOf(requirer) ?? context.wantedBy ?? wantedIn(context.wanted, name);
    const isMadeUp = (place) => context.wantedBy !== void 0 && place === resolver.directories.app;
    throw new BuildpackError("package::unknown", {
      name,
      by,
      searched: resolver.places.filter((place) => !isMadeUp(place)),
      close: await resolver.suggest(name)
    });
  }
  requirement.installer = installer;
  context.installed.push(installer);
  announce(installer);
  if (job !== void 0)
    warn(`${name} is installed in a subshell: functions and variables that it defines stay there.`);
  if (installer.source === "repository") return source(requirement, installer.file, name, installer.directory);
  return `__source ${requirement.id} ${installer.source}`;
}
function announce(installer) {
  if (installer.source === "repository") {
    action(`Installing ${installer.name} (from ${String(installer.link)})`);
    detail(`Found in ${String(installer.repository)}`);
  } else action(`Installing ${installer.name} (from the ${installer.source})`);
}
function wantedIn(wanted, name) {
  const line2 = wanted.find((each) => each.name === name)?.line;
  return line2 === void 0 ? "the end of the build" : `build/heroku/install, line ${line2}`;
}
function runCompileScript({ ledger, compileScript: file, configDir }) {
  if (file === void 0) return nothing2;
  action("Running the app's build/heroku/compile");
  const requirement = ledger.begin(compileScript, void 0, void 0);
  requirement.installer = { file, directory: configDir };
  return source(requirement, file, packageNameOf(requirement), configDir);
}
function source({ id }, file, packageName3, directory) {
  return `__source ${id} ${quoteWord(file)} ${quoteWord(packageName3)} ${quoteWord(directory)}`;
}
function packageNameOf(requirement) {
  if (requirement === void 0) return "modular";
  return requirement.name === compileScript ? "compile" : requirement.name;
}
function fileOf(requirement) {
  return requirement?.installer?.file;
}
function noteFailed(context, requirement, status) {
  const { name } = requirement;
  const file = fileOf(requirement) ?? "";
  const message = syntaxErrorIn(context.shell, file);
  if (message !== void 0) throw new BuildpackError("package::syntax-error", { name, file, message });
  if (context.isStrict) throw new BuildpackError("package::last-command-failed", { name, file, status });
  warn(`The last command of ${name} failed with status ${status} (${file}).`);
  context.ledger.finish(requirement);
}
function known(requirement, { verb }) {
  if (requirement === void 0) throw new BuildpackError("internal::unknown-question", { verb });
  return requirement;
}
function checkName(name, requirer) {
  if (!isPackageName(name)) throw new BuildpackError("package::invalid-name", { name, file: fileOf(requirer) });
  return name;
}

// src/install/session.ts
var import_node_child_process4 = require("node:child_process");
var import_node_fs25 = require("node:fs");
var import_node_path21 = require("node:path");
var import_promises4 = require("node:timers/promises");
init_defaults();
init_errors();
init_files();
init_guard();
init_output();

// src/install/jobs.ts
var import_node_fs23 = require("node:fs");
var import_node_path20 = require("node:path");
var import_promises2 = require("node:timers/promises");
init_defaults();

// src/install/protocol.ts
var QuestionReader = class {
  #rest = Buffer.alloc(0);
  #fields = [];
  /** Takes the next bytes, and gives the questions that they complete. */
  read(bytes) {
    const questions = [];
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let end2 = rest.indexOf(0); end2 !== -1; end2 = rest.indexOf(0)) {
      this.#fields.push(rest.subarray(0, end2));
      rest = rest.subarray(end2 + 1);
      const [count, requirement, verb, ...words] = this.#fields;
      if (verb !== void 0 && words.length === Number(count) - 1) {
        questions.push({ requirement: Number(requirement), verb: verb.toString(), arguments: words });
        this.#fields = [];
      }
    }
    this.#rest = rest;
    return questions;
  }
};
function encodeAnswer(answer) {
  const text2 = Buffer.from(answer);
  let lines = 1;
  for (const byte of text2) if (byte === 10) lines += 1;
  return Buffer.concat([Buffer.from(`${lines}
`), text2, Buffer.from("\n")]);
}

// src/install/jobs.ts
function receiveFromJob(directory, job) {
  const file = (0, import_node_path20.join)(directory, `${job}.question`);
  const pipe = (0, import_node_path20.join)(directory, `${job}.answer`);
  const [question] = new QuestionReader().read((0, import_node_fs23.readFileSync)(file));
  let descriptor;
  try {
    descriptor = (0, import_node_fs23.openSync)(pipe, import_node_fs23.constants.O_WRONLY | import_node_fs23.constants.O_NONBLOCK);
  } catch (error) {
    if (error.code === "ENXIO") return void 0;
    throw error;
  } finally {
    (0, import_node_fs23.rmSync)(file);
    (0, import_node_fs23.rmSync)(pipe);
  }
  (0, import_node_fs23.writeSync)(descriptor, "ready\n");
  if (question === void 0) throw new Error(`job ${job} announced a question and wrote none`);
  return {
    question,
    async reply(answer) {
      try {
        await writeAll(descriptor, encodeAnswer(answer));
      } catch (error) {
        if (error.code !== "EPIPE") throw error;
      } finally {
        (0, import_node_fs23.closeSync)(descriptor);
      }
    }
  };
}
async function writeAll(descriptor, bytes) {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray((0, import_node_fs23.writeSync)(descriptor, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      await (0, import_promises2.setTimeout)(pipePollInterval);
    }
  }
}

// src/install/processes.ts
var import_node_fs24 = require("node:fs");
var import_promises3 = require("node:timers/promises");
init_defaults();
function isRunning(pid) {
  return readStat(pid) !== void 0;
}
function processesOf({ session, socket }) {
  return [String(session), ...(0, import_node_fs24.readdirSync)("/proc").filter((name) => name !== String(session))].flatMap((name) => {
    const stat2 = /^\d+$/.test(name) && Number(name) !== process.pid ? readStat(Number(name)) : void 0;
    const isMember = stat2 !== void 0 && (stat2.session === session || socket !== void 0 && holds(name, socket));
    return isMember ? [{ pid: Number(name), program: stat2.program }] : [];
  });
}
async function endFamily(family, grace = termGrace) {
  const found = processesOf(family);
  signalAll(found, "SIGTERM");
  const start = Date.now();
  for (let left = found; left.length > 0; left = processesOf(family)) {
    const waited = Date.now() - start;
    if (waited >= 2 * grace) break;
    if (waited >= grace) signalAll(left, "SIGKILL");
    await (0, import_promises3.setTimeout)(5);
  }
  return found;
}
function socketOf(pid, descriptor) {
  try {
    return (0, import_node_fs24.readlinkSync)(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return void 0;
  }
}
function holds(pid, socket) {
  const directory = `/proc/${pid}/fd`;
  try {
    return (0, import_node_fs24.readdirSync)(directory).some((descriptor) => (0, import_node_fs24.readlinkSync)(`${directory}/${descriptor}`) === socket);
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
    text2 = (0, import_node_fs24.readFileSync)(`/proc/${pid}/stat`, "latin1");
  } catch {
    return void 0;
  }
  const nameEnd = text2.lastIndexOf(")");
  const [state, , , session] = text2.slice(nameEnd + 2).split(" ");
  if (state === "Z" || state === "X") return void 0;
  return { program: text2.slice(text2.indexOf("(") + 1, nameEnd), session: Number(session) };
}

// src/install/session.ts
var Session = class {
  #options;
  #startFile;
  #shell;
  #questions;
  #answers;
  /** What ends the session before its time: an error of `answer`. */
  #failure;
  #isComplete = false;
  #jobsAsking = 0;
  #lostJob;
  /** What every process of the session holds, unless it has closed it. */
  #socket;
  constructor(options) {
    this.#options = options;
    this.#startFile = (0, import_node_path21.join)(options.directory, "start");
    try {
      (0, import_node_fs25.writeFileSync)(this.#startFile, options.start, { mode: 384 });
    } catch (cause) {
      const facts = { directory: (0, import_node_path21.dirname)(options.directory), reason: reasonOf(cause) };
      throw new BuildpackError("build::no-temporary-directory", facts, { cause });
    }
    const [program = "/bin/sh", ...shellOptions] = options.shell;
    this.#shell = (0, import_node_child_process4.spawn)(program, [...shellOptions, options.script, options.directory], {
      env: {},
      detached: true,
      // a session and process group of its own, to be ended as a whole
      stdio: ["ignore", 1, 2, "pipe", "pipe", "ignore", 1, 2]
    });
    const pipes = this.#shell.stdio;
    this.#questions = pipes[3];
    this.#answers = pipes[4];
  }
  /** @throws what `answer` threw first, or the reason of `abort` */
  async run() {
    const { busyJobs, abort, directory } = this.#options;
    const exit = this.#exit();
    const release = endWithUs(this.#shell);
    this.#listen();
    const watch2 = watchJobs(busyJobs, (job) => {
      this.#lostJob ??= job;
      void this.#end();
    });
    const interrupt = () => void this.#end();
    abort.addEventListener("abort", interrupt);
    try {
      if (abort.aborted) interrupt();
      const { status, signal } = await exit;
      while (status === 0 && this.#isGood && (this.#jobsAsking > 0 || busyJobs().length > 0))
        await (0, import_promises4.setTimeout)(jobPollInterval);
      const left = await this.#endWhatIsLeft();
      abort.throwIfAborted();
      if (this.#failure !== void 0) throw this.#failure.error;
      if (status === 0 && this.#isGood) warnOfLeftJobs(left);
      const lostDescriptor = readLostDescriptor(directory);
      return { status, signal, isComplete: this.#isComplete, lostDescriptor, lostJob: this.#lostJob };
    } finally {
      release();
      clearInterval(watch2);
      abort.removeEventListener("abort", interrupt);
      this.#questions.destroy();
      this.#answers.destroy();
    }
  }
  get #isGood() {
    return this.#failure === void 0 && this.#lostJob === void 0 && !this.#options.abort.aborted;
  }
  /** The end of the main shell. Not 'close': a job that is left behind holds the descriptors. */
  #exit() {
    return new Promise((resolve7, reject) => {
      this.#shell.once(
        "exit",
        (status, signal) => resolve7({ status: status ?? void 0, signal: signal ?? void 0 })
      );
      this.#shell.once("error", (cause) => {
        reject(
          new BuildpackError(
            "session::shell-not-started",
            { shell: this.#options.shell.join(" "), reason: reasonOf(cause) },
            { cause }
          )
        );
      });
    });
  }
  #listen() {
    const questions = new QuestionReader();
    this.#questions.once("data", () => {
      (0, import_node_fs25.rmSync)(this.#startFile, { force: true });
      this.#socket = socketOf(this.#shell.pid, 8);
    });
    this.#questions.on(
      "data",
      (bytes) => questions.read(bytes).forEach((question) => void this.#answerMain(question))
    );
    let announced = "";
    this.#answers.on("data", (bytes) => {
      const lines = `${announced}${bytes.toString()}`.split("\n");
      announced = lines.pop() ?? "";
      for (const job of lines) void (job === "unheard" ? this.#endUnheard() : this.#answerJob(Number(job)));
    });
    for (const pipe of [this.#questions, this.#answers]) pipe.on("error", () => {
    });
  }
  async #answerMain(question) {
    let answer = ":";
    try {
      if (question.verb === "end") this.#isComplete = true;
      else answer = await this.#options.answer(question, this.#shell.pid ?? 0, false);
    } catch (error) {
      this.#failure ??= { error };
    }
    if (question.verb === "installed") return;
    this.#answers.write(encodeAnswer(this.#isGood ? answer : "exit 1"));
  }
  async #answerJob(job) {
    this.#jobsAsking += 1;
    try {
      const received = receiveFromJob(this.#options.directory, job);
      if (received === void 0) return;
      const answer = await this.#options.answer(received.question, job, true);
      await received.reply(this.#isGood ? answer : "exit 1");
    } catch (error) {
      this.#failure ??= { error };
      await this.#end();
    } finally {
      this.#jobsAsking -= 1;
    }
  }
  /** Ends the build for a job that cannot ask: going on without what it asked for would be a good build without it. */
  async #endUnheard() {
    this.#failure ??= { error: new BuildpackError("session::job-unheard", { directory: this.#options.directory }) };
    await this.#end();
  }
  /** Ends every process of the session, and gives those that it found. */
  async #end() {
    const { pid } = this.#shell;
    return pid === void 0 ? [] : await endFamily({ session: pid, socket: this.#socket });
  }
  /** The same after the main shell's end; costs nothing where nothing is left, which is nearly always. */
  async #endWhatIsLeft() {
    await (0, import_promises4.setImmediate)();
    const isAlone = this.#questions.readableEnded && !isGroupAlive(this.#shell.pid);
    return isAlone ? [] : await this.#end();
  }
};
function watchJobs(busyJobs, found) {
  let suspects = [];
  return setInterval(() => {
    const gone = busyJobs().filter((job) => !isRunning(job));
    const lost = gone.find((job) => suspects.includes(job));
    suspects = gone;
    if (lost !== void 0) found(lost);
  }, jobPollInterval);
}
function isGroupAlive(group) {
  if (group === void 0) return false;
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
function warnOfLeftJobs(left) {
  if (left.length === 0) return;
  const names3 = left.map(({ pid, program }) => `${program} (${pid})`).join(", ");
  warn(`Ended what installers left running: ${names3}.`);
}
function readLostDescriptor(directory) {
  const file = (0, import_node_path21.join)(directory, "lost-descriptor");
  return statusOf(file) ? Number((0, import_node_fs25.readFileSync)(file, "utf8")) : void 0;
}

// src/install/start-text.ts
var import_node_path23 = require("node:path");

// src/config/repos.ts
var import_node_fs26 = require("node:fs");
var import_node_path22 = require("node:path");
init_errors();
init_files();
init_secrets();
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
function withoutPasswords(links) {
  const userAndPassword = /(?<=^|\s)([A-Za-z][A-Za-z0-9+.-]*:\/\/)?[^\s/?#]*@/g;
  const text2 = links.toString();
  const without = text2.replaceAll(userAndPassword, "$1");
  return without === text2 ? links : Buffer.from(without);
}
function findText(appDir, buildpackDir, environment) {
  const links = environment.setting(reposVariable);
  if (links) return { place: reposVariable, text: links };
  const recorded = environment.setting("MODULAR_RECORD_REPOS");
  const files = [
    { place: `${configDirectory}/repos`, file: (0, import_node_path22.join)(appDir, configDirectory, "repos") },
    recorded ? { place: `--repos ${recorded}`, file: recorded } : { place: "the buildpack's repos", file: (0, import_node_path22.join)(buildpackDir, "repos") }
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
    return (0, import_node_fs26.readFileSync)(file, "utf8");
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

// src/install/start-text.ts
function startVariables({
  place,
  cacheDir,
  stack
}) {
  return {
    BUILD_DIR: place.buildDir,
    CACHE_DIR: cacheDir,
    ENV_DIR: place.envDir ?? "",
    APP_DIR: place.appDir,
    RUNTIME_DIR: place.runtimeDir,
    CONFIG_DIR: (0, import_node_path23.join)(place.appDir, configDirectory),
    ...stack === void 0 ? {} : { STACK: stack }
  };
}
function givenVariables({ variables }) {
  return [...variables].map(([name, value]) => [name, name === reposVariable ? withoutPasswords(value) : value]);
}
function startText({ place, cacheDir, stack, environment, packages, installers }) {
  const variables = {
    ...startVariables({ place, cacheDir, stack }),
    __packages: packages.join(" "),
    // names need no quotes
    __build_dir: place.buildDir,
    __runtime_dir: place.runtimeDir,
    __app: installers.app,
    __buildpack: installers.buildpack
  };
  const given = givenVariables(environment);
  const exported = given.filter(([name]) => !isLocale(name));
  const locale = given.filter(([name]) => isLocale(name));
  return Buffer.concat([
    ...exported.map(exportLine),
    ...Object.entries(variables).map(([name, value]) => Buffer.from(`${name}=${quoteWord(value)}
`)),
    // last: until then bash reads this text as bytes; and it would print the value of one that it does not know
    Buffer.from("{\n:\n"),
    ...locale.map(exportLine),
    Buffer.from("} 2>/dev/null\n")
  ]);
}
function exportLine([name, value]) {
  return Buffer.concat([Buffer.from(`export ${name}=`), quoteBytes(value), Buffer.from("\n")]);
}
function isLocale(name) {
  return name === "LANG" || name.startsWith("LC_");
}

// src/install/verdict.ts
init_errors();
var import_node_os2 = require("node:os");
function judgeEnd(end2, ledger, shell) {
  const running = ledger.inProgress.filter(({ job }) => job === end2.lostJob).at(-1);
  const name = running?.name ?? "the end of the build";
  const file = running?.installer?.file;
  if (end2.lostDescriptor !== void 0)
    throw new BuildpackError("package::closed-descriptor", { name, file, descriptor: end2.lostDescriptor });
  if (end2.lostJob !== void 0) throw new BuildpackError("package::ended-subshell", { name, file });
  if (end2.signal !== void 0) {
    const status2 = 128 + import_node_os2.constants.signals[end2.signal];
    throw new BuildpackError("package::killed-shell", { name, file, signal: end2.signal }, { status: status2 });
  }
  const status = end2.status ?? 1;
  if (status !== 0) {
    const message = file === void 0 ? void 0 : syntaxErrorIn(shell, file);
    if (file !== void 0 && message !== void 0)
      throw new BuildpackError("package::syntax-error", { name, file, message });
    throw new BuildpackError("package::exited", { name, file, status }, { status });
  }
  if (!end2.isComplete && !isCompileScript(running)) throw new BuildpackError("package::exited-early", { name, file });
}
function isCompileScript(running) {
  return running?.name === compileScript;
}

// src/install/run-installers.ts
async function runInstallers(run2) {
  const { context, place, privateDir } = run2;
  const { cacheDir, wanted, abort } = context;
  const packages = wanted.map(({ name }) => name);
  const session = new Session({
    shell: context.shell,
    script: (0, import_node_path24.join)(place.buildpackDir, "lib", "session.sh"),
    directory: privateDir,
    start: startText({ ...run2, cacheDir, packages, installers: context.resolver.directories }),
    answer: (question, pid, isJob) => answerQuestion(context, question, pid, isJob),
    busyJobs: () => context.ledger.inProgress.flatMap(({ job }) => job ?? []),
    abort
  });
  const isOver = new AbortController();
  const ahead = run2.fetchesAhead ? fetchAhead(run2, packages, isOver.signal) : Promise.resolve();
  try {
    judgeEnd(await session.run(), context.ledger, context.shell);
  } finally {
    isOver.abort();
    await context.network.close();
    await ahead;
  }
}
async function fetchAhead(run2, packages, abort) {
  const { context, environment } = run2;
  const { network, resolver, ledger, cacheDir, buildDir } = context;
  const variables = startVariables({ ...run2, cacheDir });
  const known2 = givenVariables(environment).map(([name, value]) => [name, value.toString("latin1")]);
  const given = Object.entries(variables).map(
    ([name, value]) => [name, Buffer.from(value).toString("latin1")]
  );
  await new FetchAhead({
    ...{ network, resolver, cacheDir, buildDir, abort },
    isInstalled: (name) => ledger.has(name),
    variables: Object.fromEntries([...known2, ...given])
  }).start(packages);
}

// src/build.ts
init_output();

// src/resolve/open-network.ts
init_proxies();
init_defaults();
init_errors();
init_link();
init_offline();

// src/resolve/network.ts
var import_node_path28 = require("node:path");
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
    for (const name of ["indexes", "installers"]) removeUnused((0, import_node_path28.join)(this.#options.cacheDir, ownCache, name));
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
function openNetwork({ place, ...use }) {
  const links = readRepositories(place.appDir, place.buildpackDir, use.environment);
  return openNetworkTo(links, { ...use, files: OfflineFiles.open(place.buildpackDir) });
}
function readRepositories(appDir, buildpackDir, environment) {
  return withoutRepetition2(readRepositoryLinks(appDir, buildpackDir, environment).map(parseRepository));
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
function parseRepository({ link, written, place, line: line2 }) {
  try {
    return Link.parse(link);
  } catch (cause) {
    throw new BuildpackError("app::repos-link-invalid", { place, line: line2, link: withoutCredentials(written) }, { cause });
  }
}
function withoutRepetition2(links) {
  return links.filter((link, index) => links.findIndex((each) => String(each) === String(link)) === index);
}

// src/resolve/resolver.ts
var import_node_fs35 = require("node:fs");
var import_node_path29 = require("node:path");
init_errors();
init_offline();
init_files();

// src/resolve/close-names.ts
init_defaults();
async function closeNames(name, names3) {
  const { distance } = await Promise.resolve().then(() => __toESM(require("./on-demand/fastest-levenshtein.js"), 1));
  return [...new Set(names3)].map((known2) => ({ known: known2, edits: distance(name.toLowerCase(), known2.toLowerCase()) })).filter(({ known: known2, edits }) => edits <= closeNameDistance || known2.startsWith(name) || name.startsWith(known2)).sort((a, b) => a.edits - b.edits || (a.known < b.known ? -1 : 1)).slice(0, mostSuggestions).map(({ known: known2 }) => known2);
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
      app: (0, import_node_path29.join)(appDir, configDirectory, "installers"),
      buildpack: (0, import_node_path29.join)(buildpackDir, "installers")
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
    for (const source2 of ["app", "buildpack"]) {
      const directory = this.directories[source2];
      const file = (0, import_node_path29.join)(directory, `${name}.sh`);
      if (statusOf(file)?.isFile()) return { name, source: source2, file, directory };
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
  async #fetchOnce({ name, link, checksum, repository }) {
    const onRedirect = this.#refuseFor({ name, link });
    const { path } = await (await this.#network.downloader()).fetchInstaller(link, checksum, onRedirect);
    return { name, source: "repository", file: path, directory: link.directory, link, checksum, repository };
  }
  /** Refuses redirects of an installer that a strict build does not follow. */
  #refuseFor({ name, link }) {
    return (to) => {
      if (this.#network.isStrict) refusePlain(`The installer of ${name}`, to, link);
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
  const files = (0, import_node_fs35.readdirSync)(directory).filter(
    (file) => file.endsWith(".sh") && statusOf((0, import_node_path29.join)(directory, file))?.isFile()
  );
  return files.map((file) => file.slice(0, -".sh".length));
}

// src/build.ts
async function build(place, abort) {
  const privateDir = makePrivateDirectory((0, import_node_path30.resolve)((0, import_node_os3.tmpdir)()));
  try {
    const { inherited } = place;
    makeDirectories(place);
    const environment = readEnvironment(place.envDir, inherited);
    warnOfLeftOut(environment);
    const { version: version2, isPackage } = readVersion(place.buildpackDir);
    if (isPackage) action(`Modular buildpack ${version2}`);
    const app = await readApp(place.appDir);
    const stack = environment.setting("STACK") || environment.setting("CF_STACK") || void 0;
    const cacheDir = place.cacheDir ?? (0, import_node_path30.join)(privateDir, "cache");
    const recordDir = environment.setting("MODULAR_RECORD");
    const ownDirectories = [place.appDir, place.buildDir, (0, import_node_path30.join)(place.buildpackDir, "installers"), cacheDir];
    const recording = recordDir ? new Recording(recordDir, ownDirectories) : void 0;
    const network = openNetwork({ place, cacheDir, environment, recording, abort });
    prepareCache({
      cacheDir,
      precious: [place.buildDir, place.appDir, place.buildpackDir, ...place.envDir ? [place.envDir] : []],
      stack,
      clean: Boolean(environment.setting("CLEAN_CACHE") || environment.setting("CLEAR_CACHE"))
    });
    await clearArtifacts(cacheDir);
    beginBootScript(place.buildDir, inherited.bootLines);
    if (network.links.length > 0) {
      action("Package manager enabled.");
      detail(["Repositories:", ...network.links.map((link) => `- ${String(link)}`)].join("\n"));
    }
    if (!app.wanted?.length) {
      detail(`No packages to install: ${configDirectory}/install ${app.wanted ? "is empty" : "does not exist"}.`);
    }
    if (inherited.packages.length > 0) detail(`Supplied by an earlier buildpack: ${inherited.packages.join(", ")}.`);
    const context = {
      buildDir: place.buildDir,
      cacheDir,
      configDir: (0, import_node_path30.join)(place.appDir, configDirectory),
      wanted: app.wanted ?? [],
      wantedBy: environment.setting("MODULAR_RECORD_WANTED_BY") || void 0,
      compileScript: inherited.isCompiled ? void 0 : app.compileScript,
      isStrict: environment.setting("MODULAR_STRICT") === "1",
      path: environment.variables.get("PATH")?.toString(),
      unpackLimits: readUnpackLimits(environment),
      shell: shellCommand(),
      network,
      resolver: new Resolver(place.appDir, place.buildpackDir, network),
      ledger: new Ledger(inherited.packages),
      extensions: [],
      namesAtBoot: place.namesAtBoot ?? /* @__PURE__ */ new Map(),
      onOwnRequest: recording && ((name) => recording.addOwnRequest(name)),
      requests: new RequestWatch(),
      installed: [],
      artifacts: /* @__PURE__ */ new Map(),
      notFetched: /* @__PURE__ */ new Map(),
      abort
    };
    if (context.wanted.length > 0 || context.compileScript !== void 0) {
      const fetchesAhead = recording === void 0 && environment.setting("MODULAR_FETCH_AHEAD") !== "0";
      await runInstallers({ context, place, stack, environment, privateDir, fetchesAhead });
      const lacking = [...context.notFetched.values()];
      if (recording !== void 0 && lacking.length > 0) throw new BuildpackError("package::not-fetched", { lacking });
    }
    endBootScript(place.buildDir);
    writeManifest(place.buildDir, {
      buildpackVersion: version2,
      stack,
      packages: listPackages(context, {
        app: place.appDir,
        build: place.buildDir,
        buildpack: place.buildpackDir,
        cache: cacheDir
      })
    });
    if (place.exportFile !== void 0) writeExportFile(place.exportFile, context.extensions);
    network.removeUnused();
    clearRuntimes(cacheDir, place.buildpackDir);
    clearCompiled(cacheDir);
    action(
      `Installed ${counted(context.installed.length, "package")}, with ${counted(network.downloads, "download")}.`
    );
    return {
      version: version2,
      packages: context.ledger.packages,
      hasRunCompile: context.compileScript !== void 0,
      extensions: context.extensions,
      environment
    };
  } finally {
    (0, import_node_fs36.rmSync)(privateDir, { recursive: true, force: true });
  }
}
function makePrivateDirectory(directory) {
  try {
    return (0, import_node_fs36.mkdtempSync)((0, import_node_path30.join)(directory, "modular-"));
  } catch (cause) {
    throw new BuildpackError("build::no-temporary-directory", { directory, reason: reasonOf(cause) }, { cause });
  }
}
function makeDirectories({ buildDir, cacheDir, envDir }) {
  const isThere = statusOf(buildDir) !== void 0;
  for (const directory of [buildDir, cacheDir, envDir]) {
    if (directory === void 0) continue;
    writing(directory, () => makeDirectory(directory));
  }
  if (!isThere) warn(`BUILD_DIR did not exist and is made: ${buildDir}`);
}
function warnOfLeftOut({ leftOut }) {
  const list4 = (names3) => names3.map(inOneLine).join(", ");
  const reasons = [
    [leftOut.notIdentifiers, "their names are no shell identifiers"],
    [leftOut.protected, "they would break the build"],
    [leftOut.withNul, "they hold NUL bytes"],
    [leftOut.tooLong, "no program can be started with a variable over 128 KiB"]
  ];
  for (const [names3, reason] of reasons) {
    if (names3.length > 0) warn(`Config variables that are not loaded, because ${reason}: ${list4(names3)}.`);
  }
}

// src/commands/compile.ts
init_errors();
init_files();

// src/platforms/heroku.ts
var import_node_path31 = require("node:path");
function herokuPlace(buildpackDir, buildDir, cacheDir, envDir) {
  return {
    buildpackDir,
    appDir: (0, import_node_path31.resolve)(buildDir),
    buildDir: (0, import_node_path31.resolve)(buildDir),
    cacheDir: cacheDir && (0, import_node_path31.resolve)(cacheDir),
    envDir: envDir && (0, import_node_path31.resolve)(envDir),
    runtimeDir: "/app",
    // without config variables' directory this is Cloud Foundry's old way, where nobody reads it
    ...envDir === void 0 ? {} : { exportFile: (0, import_node_path31.join)(buildpackDir, "export") },
    inherited: nothingInherited
  };
}

// src/commands/compile.ts
async function compile(buildpackDir, args, abort) {
  const [buildDir, cacheDir, envDir] = args;
  if (!buildDir || args.length > 3)
    throw new BuildpackError("usage::wrong", { message: "usage: bin/compile BUILD_DIR [CACHE_DIR [ENV_DIR]]" });
  if (statusOf(buildDir)?.isDirectory() === false) {
    throw new BuildpackError("usage::wrong", { message: `bin/compile: BUILD_DIR is not a directory: ${buildDir}` });
  }
  await build(herokuPlace(buildpackDir, buildDir, cacheDir || void 0, envDir || void 0), abort);
}

// src/commands/finalize.ts
var import_node_fs42 = require("node:fs");
var import_node_path36 = require("node:path");
init_files();

// src/platforms/cloud-foundry.ts
var import_node_fs37 = require("node:fs");
var import_node_path32 = require("node:path");
init_errors();
init_files();
var runtimeDir = "/home/vcap/app";
function readPhase(buildpackDir, args, usage) {
  const [buildDir, cacheDir, depsDir, depsIdx] = args;
  const most = usage.split(" ").length - 1;
  if (!buildDir || !cacheDir || !depsDir || !depsIdx || args.length > most)
    throw new BuildpackError("usage::wrong", { message: `usage: ${usage}` });
  const script2 = usage.slice(0, usage.indexOf(" "));
  for (const [name, directory] of Object.entries({ BUILD_DIR: buildDir, DEPS_DIR: depsDir })) {
    if (!statusOf(directory)?.isDirectory())
      throw new BuildpackError("usage::wrong", { message: `${script2}: ${name} is not a directory: ${directory}` });
  }
  if (!/^\d+$/.test(depsIdx))
    throw new BuildpackError("usage::wrong", { message: `${script2}: IDX is not a number: ${depsIdx}` });
  const ownDir = (0, import_node_path32.join)((0, import_node_path32.resolve)(depsDir), depsIdx);
  writing(ownDir, () => makeDirectory(ownDir));
  return {
    buildpackDir,
    appDir: (0, import_node_path32.resolve)(buildDir),
    cacheDir: (0, import_node_path32.resolve)(cacheDir),
    depsDir: (0, import_node_path32.resolve)(depsDir),
    depsIdx,
    ownDir
  };
}
function cloudFoundryPlace(phase, buildDir, inherited) {
  const { buildpackDir, appDir, cacheDir } = phase;
  const namesAtBoot = new Map([...nameDirectories(phase, buildDir), [runtimeDir, "$HOME"], ["/app", "$HOME"]]);
  return { buildpackDir, appDir, buildDir, cacheDir, envDir: void 0, runtimeDir, namesAtBoot, inherited };
}
function nameDirectories({ appDir, depsDir }, buildDir) {
  const names3 = [
    [buildDir, "$HOME"],
    [appDir, "$HOME"],
    [depsDir, "$DEPS_DIR"]
  ];
  return new Map(names3.flatMap(([path, name]) => [.../* @__PURE__ */ new Set([path, (0, import_node_fs37.realpathSync)(path)])].map((each) => [each, name])));
}
function clearOwnDir({ ownDir }) {
  const directories = ["app", "bin", "lib", "include", "pkgconfig", "env", "profile.d"];
  for (const name of [...directories, "config.yml", "launch.yml", "sidecar.sh"]) removeTree((0, import_node_path32.join)(ownDir, name));
}

// src/platforms/deps-config.ts
var import_node_fs38 = require("node:fs");
init_errors();
init_files();
init_output();
var ownName = "modular";
function isOwnConfig({ name }) {
  return name === ownName;
}
function writeConfig(file, version2, packages, isCompiled) {
  const list4 = packages.map((name) => JSON.stringify(name)).join(", ");
  replaceFile(
    file,
    `name: ${ownName}
version: ${JSON.stringify(version2)}
config:
  packages: [${list4}]
  compiled: ${String(isCompiled)}
`
  );
}
async function readConfig(file) {
  try {
    const status = statusOf(file);
    if (status === void 0) return void 0;
    if (!status.isFile()) throw new Error(status.isDirectory() ? "it is a directory" : "it is not a file");
    const { parseDocument } = await Promise.resolve().then(() => __toESM(require("./on-demand/yaml.js"), 1));
    const document = parseDocument((0, import_node_fs38.readFileSync)(file, "utf8"), { prettyErrors: false, logLevel: "error" });
    if (document.errors[0]) throw document.errors[0];
    const content = document.toJS({ mapAsMap: false });
    if (!isMapping(content)) throw new Error("it is not a mapping");
    const config = isMapping(content["config"]) ? content["config"] : {};
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
function isMapping(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function ignore(file, reason) {
  warn(`What an earlier buildpack has left in ${inOneLine(file)} is not used: ${inOneLine(reason)}.`);
}

// src/platforms/deps-dir.ts
var import_node_fs39 = require("node:fs");
var import_node_path33 = require("node:path");
init_defaults();
init_errors();
init_files();
var conventionalDirectories = {
  PATH: "bin",
  LD_LIBRARY_PATH: "lib",
  LIBRARY_PATH: "lib",
  CPATH: "include",
  PKG_CONFIG_PATH: "pkgconfig"
};
function listDeps(depsDir) {
  const entries = (0, import_node_fs39.readdirSync)(depsDir, { withFileTypes: true });
  return entries.filter((entry) => /^\d+$/.test(entry.name) && isDirectory((0, import_node_path33.join)(depsDir, entry.name))).map(({ name }) => name).sort((a, b) => Number(a) - Number(b));
}
function isDirectory(path) {
  try {
    return statusOf(path)?.isDirectory() === true;
  } catch (error) {
    ignore(path, reasonOf(error));
    return false;
  }
}
function listDirectories(depsDir, name) {
  return listDeps(depsDir).reverse().filter((idx) => isDirectory((0, import_node_path33.join)(depsDir, idx, name)));
}
async function readDepsDir(depsDir) {
  const instances = [];
  for (const idx of listDeps(depsDir)) {
    const config = await readConfig((0, import_node_path33.join)(depsDir, idx, "config.yml"));
    if (config !== void 0 && isOwnConfig(config)) instances.push({ directory: (0, import_node_path33.join)(depsDir, idx), config });
  }
  return {
    paths: readPaths(depsDir),
    variables: readVariables(depsDir),
    packages: [...new Set(instances.flatMap(({ config }) => config.packages))],
    isCompiled: instances.some(({ config }) => config.isCompiled),
    bootLines: Buffer.concat(instances.map(({ directory }) => readBootLines(directory)))
  };
}
function readPaths(depsDir) {
  const paths = /* @__PURE__ */ new Map();
  for (const [variable, name] of Object.entries(conventionalDirectories)) {
    const found = listDirectories(depsDir, name).map((idx) => (0, import_node_path33.join)(depsDir, idx, name));
    if (found.length > 0) paths.set(variable, found);
  }
  return paths;
}
function readVariables(depsDir) {
  const variables = /* @__PURE__ */ new Map();
  for (const idx of listDeps(depsDir).reverse()) {
    const directory = (0, import_node_path33.join)(depsDir, idx, "env");
    for (const name of listFiles2(directory)) {
      const file = (0, import_node_path33.join)(directory, name);
      try {
        if (statusOf(file)?.isFile() === false) continue;
        const value = (0, import_node_fs39.readFileSync)(file);
        if (!isInheritable(name)) ignore(file, "its name is none that a variable of a build can have");
        else if (value.includes(0)) ignore(file, "it holds a NUL byte");
        else if (value.length + name.length + 2 > longestVariable) ignore(file, "it is longer than 128 KiB");
        else variables.set(name, value);
      } catch (error) {
        ignore(file, reasonOf(error));
      }
    }
  }
  return variables;
}
function listFiles2(directory) {
  try {
    if (!statusOf(directory)) return [];
    return (0, import_node_fs39.readdirSync)(directory);
  } catch (error) {
    ignore(directory, reasonOf(error));
    return [];
  }
}
function readBootLines(directory) {
  const file = (0, import_node_path33.join)(directory, "app", "boot.sh");
  if (statusOf((0, import_node_path33.join)(directory, "launch.yml")) || !statusOf(file)?.isFile()) return Buffer.alloc(0);
  return appendedTo((0, import_node_fs39.readFileSync)(file));
}

// src/platforms/profile-dir.ts
var import_node_fs40 = require("node:fs");
var import_node_path34 = require("node:path");
init_errors();
init_files();
var launchVariables = ["PATH", "LD_LIBRARY_PATH", "LIBRARY_PATH"];
function writeProfileDir(depsDir, profileDir) {
  const lines = launchVariables.flatMap((variable) => {
    const name = conventionalDirectories[variable];
    const directories = listDirectories(depsDir, name).map((idx) => `$DEPS_DIR/${idx}/${name}`);
    return directories.length === 0 ? [] : [`export ${variable}="${directories.join(":")}\${${variable}:+:\${${variable}}}"
`];
  });
  if (lines.length > 0) replaceFile((0, import_node_path34.join)(profileDir, "000_multi-supply.sh"), lines.join(""), 493);
  for (const idx of listDirectories(depsDir, "profile.d").reverse())
    copyScripts((0, import_node_path34.join)(depsDir, idx, "profile.d"), idx, profileDir);
}
function copyScripts(directory, idx, profileDir) {
  for (const name of list2(directory)) {
    const file = (0, import_node_path34.join)(directory, name);
    try {
      const status = statusOf(file);
      if (status === void 0) throw new Error("it leads to nothing, or its name is not UTF-8");
      if (status.isFile()) replaceFile((0, import_node_path34.join)(profileDir, `${idx}_${name}`), (0, import_node_fs40.readFileSync)(file), 493);
    } catch (error) {
      ignore(file, reasonOf(error));
    }
  }
}
function list2(directory) {
  try {
    return (0, import_node_fs40.readdirSync)(directory);
  } catch (error) {
    ignore(directory, reasonOf(error));
    return [];
  }
}

// src/platforms/relocation.ts
var import_node_fs41 = require("node:fs");
var import_node_path35 = require("node:path");
init_files();
function relocateLinks({ appDir, depsDir }) {
  const places = placesOf(appDir, depsDir);
  for (const link of findLinks(toText2(appDir))) {
    const target = readLink(link);
    if (target.startsWith("/")) replaceLink(link, target, places);
  }
}
function relocateAddedLinks({ appDir, depsDir }, copy2, added) {
  const [directory, app] = [toText2(copy2.directory), toText2(appDir)];
  const places = placesOf(appDir, depsDir);
  for (const link of added.flatMap((path) => findLinks(import_node_path35.posix.join(directory, path.toString("latin1"))))) {
    const given = readLink(link);
    const target = import_node_path35.posix.resolve(import_node_path35.posix.dirname(link), given);
    const atLaunch = isInside2(directory, target) ? placeAtLaunch(target, app + target.slice(directory.length)) : target;
    if (exists(atLaunch) && (atLaunch !== target || given.startsWith("/"))) replaceLink(link, atLaunch, places);
  }
}
function placeAtLaunch(inCopy, inApp) {
  const ofApp = (0, import_node_fs41.lstatSync)(toBytes(inApp), { throwIfNoEntry: false });
  return ofApp?.isDirectory() || !exists(inCopy) ? inApp : inCopy;
}
function relocateScriptFile(file, names3) {
  if (!statusOf(file)?.isFile()) return;
  const text2 = (0, import_node_fs41.readFileSync)(file);
  const relocated = relocateScript(text2, names3);
  if (!relocated.equals(text2)) replaceFile(file, relocated, (0, import_node_fs41.lstatSync)(file).mode & 4095);
}
function replaceLink(link, target, places) {
  const [from, to] = [placeInDroplet(link, places), placeInDroplet(target, places)];
  if (from === void 0 || to === void 0) return;
  inWritable(import_node_path35.posix.dirname(link), () => {
    (0, import_node_fs41.unlinkSync)(toBytes(link));
    (0, import_node_fs41.symlinkSync)(toBytes(import_node_path35.posix.relative(import_node_path35.posix.dirname(from), to) || "."), toBytes(link));
  });
}
function inWritable(directory, change) {
  const { mode } = (0, import_node_fs41.lstatSync)(toBytes(directory));
  if ((mode & 128) === 0) (0, import_node_fs41.chmodSync)(toBytes(directory), mode | 128);
  change();
  if ((mode & 128) === 0) (0, import_node_fs41.chmodSync)(toBytes(directory), mode);
}
function placesOf(appDir, depsDir) {
  return [
    [toText2(appDir), "/app"],
    [toText2(depsDir), "/deps"],
    [toText2((0, import_node_fs41.realpathSync)(appDir)), "/app"],
    [toText2((0, import_node_fs41.realpathSync)(depsDir)), "/deps"]
  ];
}
function placeInDroplet(path, places) {
  const place = places.find(([now]) => isInside2(now, path));
  return place && place[1] + path.slice(place[0].length);
}
function findLinks(path) {
  const status = (0, import_node_fs41.lstatSync)(toBytes(path));
  if (status.isSymbolicLink()) return [path];
  return status.isDirectory() ? findLinksIn(path) : [];
}
function findLinksIn(directory) {
  return list3(directory).flatMap((entry) => {
    const path = `${directory}/${entry.name.toString("latin1")}`;
    if (entry.isSymbolicLink()) return [path];
    return entry.isDirectory() ? findLinksIn(path) : [];
  });
}
function list3(directory) {
  try {
    return (0, import_node_fs41.readdirSync)(toBytes(directory), { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    if (error.code !== "EACCES") throw error;
    return [];
  }
}
function readLink(link) {
  return (0, import_node_fs41.readlinkSync)(toBytes(link), "buffer").toString("latin1");
}
function isInside2(directory, path) {
  return path === directory || path.startsWith(`${directory}/`);
}
function exists(path) {
  return (0, import_node_fs41.lstatSync)(toBytes(path), { throwIfNoEntry: false }) !== void 0;
}
function toText2(path) {
  return Buffer.from(path).toString("latin1");
}
function toBytes(text2) {
  return Buffer.from(text2, "latin1");
}

// src/commands/finalize.ts
async function finalize(buildpackDir, args, abort) {
  const phase = readPhase(buildpackDir, args, "bin/finalize BUILD_DIR CACHE_DIR DEPS_DIR IDX [PROFILE_DIR]");
  const profileDir = args[4] ? (0, import_node_path36.resolve)(args[4]) : (0, import_node_path36.join)(phase.appDir, ".profile.d");
  clearOwnDir(phase);
  const inherited = await readDepsDir(phase.depsDir);
  const result = await build(cloudFoundryPlace(phase, phase.appDir, inherited), abort);
  relocateLinks(phase);
  for (const file of listBootScripts(phase.appDir)) relocateScriptFile(file, nameDirectories(phase, phase.appDir));
  writeConfig((0, import_node_path36.join)(phase.ownDir, "config.yml"), result.version, result.packages, result.hasRunCompile);
  writeProfileDir(phase.depsDir, profileDir);
}
function listBootScripts(appDir) {
  const profiles = (0, import_node_path36.join)(appDir, ".profile.d");
  const names3 = statusOf(profiles)?.isDirectory() ? (0, import_node_fs42.readdirSync)(profiles).map((name) => (0, import_node_path36.join)(".profile.d", name)) : [];
  return [...names3, ".profile", "boot.sh", "configure.sh"].map((name) => (0, import_node_path36.join)(appDir, name));
}

// src/commands/supply.ts
var import_node_fs48 = require("node:fs");
var import_node_path40 = require("node:path");
init_output();

// src/platforms/app-changes.ts
var import_node_fs43 = require("node:fs");
function dropUnchanged(copy2) {
  const changes = { added: [], shared: [], changed: [], removed: [], links: [] };
  dropFrom(Buffer.alloc(0), copy2, changes);
  dropNeedlessLinks(copy2, changes.links);
  return changes;
}
function dropNeedlessLinks({ directory }, links) {
  const root = (0, import_node_fs43.realpathSync)(directory);
  for (const path of links) {
    const link = pathIn(directory, path);
    if (leadsInto(root, link)) continue;
    remove(link, import_node_fs43.unlinkSync);
    for (let parent = parentOf(path); parent !== void 0; parent = parentOf(parent)) {
      if ((0, import_node_fs43.readdirSync)(pathIn(directory, parent)).length > 0) break;
      remove(pathIn(directory, parent), import_node_fs43.rmdirSync);
    }
  }
}
function leadsInto(root, link) {
  if (!(0, import_node_fs43.statSync)(link, { throwIfNoEntry: false })) return false;
  return (0, import_node_fs43.realpathSync)(link, "buffer").indexOf(`${root}/`) === 0;
}
function parentOf(path) {
  const end2 = path.lastIndexOf(slash2);
  return end2 === -1 ? void 0 : path.subarray(0, end2);
}
function dropFrom(directory, copy2, changes) {
  const names3 = (0, import_node_fs43.readdirSync)(pathIn(copy2.directory, directory), "buffer");
  const known2 = new Set(names3.map((name) => name.toString("latin1")));
  for (const name of (0, import_node_fs43.readdirSync)(pathIn(copy2.original, directory), "buffer")) {
    if (!known2.has(name.toString("latin1"))) changes.removed.push(below(directory, name));
  }
  let isLeft = false;
  for (const name of names3) isLeft = dropEntry(below(directory, name), copy2, changes) || isLeft;
  return isLeft;
}
function dropEntry(path, copy2, changes) {
  const [file, original] = [pathIn(copy2.directory, path), pathIn(copy2.original, path)];
  const now = (0, import_node_fs43.lstatSync)(file, { bigint: true });
  const before = (0, import_node_fs43.lstatSync)(original, { bigint: true, throwIfNoEntry: false });
  if (before === void 0) {
    changes.added.push(path);
    return true;
  }
  if (now.isDirectory() && before.isDirectory()) {
    if (dropFrom(path, copy2, changes)) changes.shared.push(path);
    else remove(file, import_node_fs43.rmdirSync);
    return changes.shared.at(-1) === path;
  }
  const wasTouched = now.ctimeNs >= copy2.copiedAt || now.mtimeNs !== before.mtimeNs;
  if (isLike(now, before) && haveSameContent(file, original, now, wasTouched)) {
    if (now.isSymbolicLink()) changes.links.push(path);
    else remove(file, import_node_fs43.unlinkSync);
    return now.isSymbolicLink();
  }
  changes.changed.push(path);
  return true;
}
function isLike(now, before) {
  return now.mode === before.mode && (now.isSymbolicLink() || now.size === before.size);
}
function haveSameContent(file, original, status, wasTouched) {
  if (status.isSymbolicLink()) return (0, import_node_fs43.readlinkSync)(file, "buffer").equals((0, import_node_fs43.readlinkSync)(original, "buffer"));
  return !wasTouched || !status.isFile() || haveSameBytes(file, original);
}
function haveSameBytes(one, other) {
  const [chunk, otherChunk] = [Buffer.alloc(64 * 1024), Buffer.alloc(64 * 1024)];
  const [descriptor, otherDescriptor] = [(0, import_node_fs43.openSync)(one, "r"), (0, import_node_fs43.openSync)(other, "r")];
  try {
    for (; ; ) {
      const length = (0, import_node_fs43.readSync)(descriptor, chunk);
      if ((0, import_node_fs43.readSync)(otherDescriptor, otherChunk) !== length) return false;
      if (length === 0) return true;
      if (!chunk.subarray(0, length).equals(otherChunk.subarray(0, length))) return false;
    }
  } finally {
    (0, import_node_fs43.closeSync)(descriptor);
    (0, import_node_fs43.closeSync)(otherDescriptor);
  }
}
function remove(path, call) {
  try {
    call(path);
  } catch (error) {
    if (error.code !== "EACCES") throw error;
    (0, import_node_fs43.chmodSync)(path.subarray(0, path.lastIndexOf("/")), 448);
    call(path);
  }
}
var slash2 = Buffer.from("/");
function below(directory, name) {
  return directory.length === 0 ? name : Buffer.concat([directory, slash2, name]);
}
function pathIn(root, path) {
  return below(Buffer.from(root), path.length === 0 ? Buffer.from(".") : path);
}

// src/platforms/app-copy.ts
var import_node_fs45 = require("node:fs");
var import_node_path37 = require("node:path");
init_files();

// src/tree-copy.ts
var import_node_child_process6 = require("node:child_process");
var import_node_fs44 = require("node:fs");
var import_node_util = require("node:util");
init_errors();
init_guard();
var execute = (0, import_node_util.promisify)(import_node_child_process6.execFile);
async function copyTree(from, to, { without, abort } = {}) {
  const options = abort === void 0 ? {} : { signal: abort };
  const copy2 = ["cp", "-a", "--reflink=auto"];
  try {
    (0, import_node_fs44.mkdirSync)(to, { recursive: true });
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
  const release = endWithUs(running.child);
  await running.finally(release);
}

// src/platforms/app-copy.ts
async function copyApp(original, directory, abort) {
  await copyTree(original, directory, { abort });
  removeTree((0, import_node_path37.join)(directory, "boot.sh"));
  const mark = (0, import_node_path37.join)(directory, ".modular-mark");
  (0, import_node_fs45.writeFileSync)(mark, "");
  const copiedAt = (0, import_node_fs45.statSync)(mark, { bigint: true }).ctimeNs;
  (0, import_node_fs45.rmSync)(mark);
  return { original, directory, copiedAt };
}

// src/platforms/launch-scripts.ts
var import_node_fs46 = require("node:fs");
var import_node_path38 = require("node:path");
init_files();
var notLinked = /* @__PURE__ */ new Set([".profile", ".profile.d", ".modular"]);
function writeLaunchScripts(phase, copy2, changes) {
  const directory = (0, import_node_path38.join)(phase.ownDir, "profile.d");
  const links = linkScript(phase.depsIdx, copy2, changes);
  if (links !== void 0) replaceFile((0, import_node_path38.join)(directory, "00-modular-links.sh"), links, 493);
  const profiles = statusOf((0, import_node_path38.join)(copy2.directory, ".profile.d"))?.isDirectory() ? (0, import_node_fs46.readdirSync)((0, import_node_path38.join)(copy2.directory, ".profile.d")).map((name) => (0, import_node_path38.join)(".profile.d", name)) : [];
  const taken = [];
  for (const path of [...profiles, ".profile"]) {
    const text2 = appendedText(copy2, path);
    if (text2 === void 0) continue;
    const name = path === ".profile" ? "20-modular-profile.sh" : `10-${(0, import_node_path38.basename)(path).replaceAll(/[^\w.-]/g, "_")}`;
    const script2 = Buffer.concat([relocateScript(text2, nameDirectories(phase, copy2.directory)), afterwards(text2)]);
    replaceFile((0, import_node_path38.join)(directory, name), script2, 493);
    taken.push(path);
  }
  for (const name of [".profile", ".profile.d"]) removeTree((0, import_node_path38.join)(copy2.directory, name));
  return taken;
}
function appendedText({ directory, original }, path) {
  const file = (0, import_node_path38.join)(directory, path);
  if (!statusOf(file)?.isFile()) return void 0;
  const text2 = (0, import_node_fs46.readFileSync)(file);
  const before = (0, import_node_fs46.existsSync)((0, import_node_path38.join)(original, path)) ? (0, import_node_fs46.readFileSync)((0, import_node_path38.join)(original, path)) : Buffer.alloc(0);
  return text2.subarray(0, before.length).equals(before) ? text2.subarray(before.length) : void 0;
}
function afterwards(script2) {
  return Buffer.from(/\b(?:cd|pushd|popd)\b/.test(script2.toString("latin1")) ? '\ncd "$HOME" || :\n' : "");
}
function linkScript(depsIdx, copy2, changes) {
  const { directories, paths } = listLinks(copy2, changes);
  if (paths.length === 0 && directories.length === 0) return void 0;
  const lines = (command, words) => words.flatMap((word) => [Buffer.from(`	${command} `), quoteBytes(word), Buffer.from("\n")]);
  return Buffer.concat([
    Buffer.from(`# Puts what was supplied where packages expect it: into the app's own directory.
(
	cd "$HOME" || exit
	supplied=$DEPS_DIR/${depsIdx}/app
	put() {
		if [ -h "$1" ] && [ ! -e "$1" ]; then
			# from a launch before this one, when the droplet was elsewhere
			case $(readlink -- "$1") in */${depsIdx}/app/"$1") ln -sfn -- "$supplied/$1" "$1" ;; esac
		elif [ ! -e "$1" ]; then
			ln -sn -- "$supplied/$1" "$1"
		fi
	}
`),
    ...lines("mkdir -p --", directories),
    ...lines("put", paths),
    Buffer.from(") >/dev/null 2>&1 || :\n")
  ]);
}
function listLinks({ directory }, { added }) {
  const [directories, paths] = [[], []];
  for (const path of added) {
    const text2 = path.toString("latin1");
    if (notLinked.has(text2.split("/")[0] ?? "")) continue;
    if (text2.includes("/") || !(0, import_node_fs46.lstatSync)(pathIn(directory, path)).isDirectory()) paths.push(path);
    else {
      directories.push(path);
      paths.push(...(0, import_node_fs46.readdirSync)(pathIn(directory, path), "buffer").map((name) => below(path, name)));
    }
  }
  return { directories, paths };
}

// src/platforms/offer.ts
var import_node_fs47 = require("node:fs");
var import_node_path39 = require("node:path");
init_files();
function offer({ ownDir }, { extensions, environment }) {
  const others = /* @__PURE__ */ new Map();
  for (const { variable, value } of extensions) {
    if (Object.hasOwn(conventionalDirectories, variable)) {
      const name = conventionalDirectories[variable];
      for (const directory of value.toString("latin1").split(":"))
        linkEntries(Buffer.from(directory, "latin1"), ownDir, name);
    } else {
      const before = others.get(variable) ?? environment.variables.get(variable);
      others.set(variable, before?.length ? Buffer.concat([before, Buffer.from(":"), value]) : value);
    }
  }
  for (const [variable, value] of others) replaceFile((0, import_node_path39.join)(ownDir, "env", variable), value);
}
function linkEntries(given, ownDir, name) {
  const directory = isDirectory2(given) ? pathBelow(ownDir, given) : void 0;
  if (directory === void 0) return;
  const offered = (0, import_node_path39.join)(ownDir, name);
  for (const entry of (0, import_node_fs47.readdirSync)(directory, "buffer").sort((a, b) => a.compare(b))) {
    const file = below(directory, entry);
    const link = below(Buffer.from(offered), entry);
    if (name === "bin" && !isExecutable(file)) continue;
    if ((0, import_node_fs47.lstatSync)(link, { throwIfNoEntry: false })) continue;
    makeDirectory(offered);
    (0, import_node_fs47.symlinkSync)(relativePath(offered, file), link);
  }
}
function pathBelow(ownDir, path) {
  const isBelow = (directory, each) => each.indexOf(`${directory}/`) === 0;
  if (isBelow(ownDir, path)) return path;
  const [realOwn, real] = [(0, import_node_fs47.realpathSync)(ownDir), (0, import_node_fs47.realpathSync)(path, "buffer")];
  if (!isBelow(realOwn, real)) return void 0;
  return Buffer.concat([Buffer.from(ownDir), real.subarray(Buffer.byteLength(realOwn))]);
}
function relativePath(from, to) {
  return Buffer.from((0, import_node_path39.relative)(Buffer.from(from).toString("latin1"), to.toString("latin1")), "latin1");
}
function isDirectory2(path) {
  return (0, import_node_fs47.statSync)(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
function isExecutable(file) {
  const status = (0, import_node_fs47.statSync)(file, { throwIfNoEntry: false });
  return status?.isFile() === true && (status.mode & 73) !== 0;
}
function writeSidecar({ ownDir, depsIdx }) {
  const bootScript = (0, import_node_path39.join)(ownDir, "app", "boot.sh");
  if (!statusOf(bootScript)?.isFile()) return;
  const text2 = withConfigureScript((0, import_node_fs47.readFileSync)(bootScript, "latin1"), `"$DEPS_DIR/${depsIdx}/app/configure.sh"`);
  replaceFile((0, import_node_path39.join)(ownDir, "sidecar.sh"), Buffer.from(`${text2}exec tail -f /dev/null
`, "latin1"), 493);
  replaceFile(
    (0, import_node_path39.join)(ownDir, "launch.yml"),
    `processes:
- type: modular
  command: sh "$DEPS_DIR/${depsIdx}/sidecar.sh"
  platforms:
    cloudfoundry:
      sidecar_for: [web]
`
  );
}

// src/commands/supply.ts
async function supply(buildpackDir, args, abort) {
  const phase = readPhase(buildpackDir, args, "bin/supply BUILD_DIR CACHE_DIR DEPS_DIR IDX");
  clearOwnDir(phase);
  try {
    const inherited = await readDepsDir(phase.depsDir);
    const copy2 = await copyApp(phase.appDir, (0, import_node_path40.join)(phase.ownDir, "app"), abort);
    const result = await build(cloudFoundryPlace(phase, copy2.directory, inherited), abort);
    const keepsOwnBootScript = dropNeedlessBootScript(copy2, inherited);
    const changes = dropUnchanged(copy2);
    relocateAddedLinks(phase, copy2, changes.added);
    for (const name of ["boot.sh", "configure.sh"])
      relocateScriptFile((0, import_node_path40.join)(copy2.directory, name), nameDirectories(phase, copy2.directory));
    offer(phase, result);
    const taken = writeLaunchScripts(phase, copy2, changes);
    warnOfChanges(changes, keepsOwnBootScript ? [...taken, "boot.sh"] : taken);
    if ((0, import_node_fs48.existsSync)((0, import_node_path40.join)(phase.appDir, configDirectory, "sidecar"))) makeSidecar(phase);
    writeConfig((0, import_node_path40.join)(phase.ownDir, "config.yml"), result.version, result.packages, result.hasRunCompile);
  } catch (error) {
    clearOwnDir(phase);
    throw error;
  }
}
function makeSidecar(phase) {
  action("boot.sh will run as a sidecar of web.");
  writeSidecar(phase);
}
function dropNeedlessBootScript({ directory, original }, inherited) {
  const file = (0, import_node_path40.join)(directory, "boot.sh");
  const isRepeated = inherited.packages.length > 0 || inherited.isCompiled;
  if (!isRepeated && !(0, import_node_fs48.existsSync)((0, import_node_path40.join)(original, "boot.sh"))) return false;
  if (!(0, import_node_fs48.existsSync)(file) || !appendedTo((0, import_node_fs48.readFileSync)(file)).equals(inherited.bootLines)) return false;
  (0, import_node_fs48.rmSync)(file);
  return true;
}
function warnOfChanges({ changed, removed }, taken) {
  const lost = [...changed, ...removed].map(String).filter((path) => !taken.includes(path));
  if (lost.length === 0) return;
  warn(
    `Installers have changed files of the app, which a supplied buildpack cannot do. The app keeps its own:
${lost.map((path) => `- ${inOneLine(path)}`).join("\n")}`
  );
}

// src/main.ts
init_errors();

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

// src/main.ts
var phases = { compile, supply, finalize };
runProgram(async ([phase = "", ...args], abort) => {
  if (!Object.hasOwn(phases, phase)) throw new BuildpackError("usage::wrong", { message: `no such phase: ${phase}` });
  await phases[phase]((0, import_node_path41.join)(__dirname, ".."), args, abort);
  return 0;
});
