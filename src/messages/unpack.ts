import { checkPath, wording } from './wording.ts';

const grouped = (number: number) => number.toLocaleString('en');

/** Errors of archives. */
export const unpackWordings = {
	'unpack::target-outside': wording(
		'package',
		({ link, target, buildDir }: { link: string; target: string; buildDir: string }) =>
			`${link} is to be unpacked into ${target}, which is not in ${buildDir}.`,
	),
	'unpack::target-not-directory': wording(
		'package',
		({ link, target, path }: { link: string; target: string; path: string }) =>
			`${link} is to be unpacked into ${target}, but ${path} is not a directory.`,
	),
	'unpack::target-not-writable': wording(
		'machine',
		({ link, target, reason }: { link: string; target: string; reason: string }) =>
			`${link} cannot be unpacked into ${target}: ${reason}.\n${checkPath}`,
	),
	'unpack::no-tar': wording(
		'machine',
		({ link, reason }: { link: string; reason: string }) =>
			`${link} cannot be unpacked: tar cannot be started (${reason}).`,
	),
	'unpack::failed': wording(
		'package',
		({ link, archive, reason }: { link: string; archive: string; reason: string }) =>
			`${link} cannot be unpacked (${archive}):\n${reason}\nIs it a tar archive, and is it whole? Nothing of it was kept, in the app or in the cache.`,
	),
	'unpack::disk-full': wording(
		'machine',
		({ link, directory }: { link: string; directory: string }) =>
			`${link} cannot be unpacked: there is not enough room on the disk of ${directory}.\nMake room there. Nothing of the archive was kept in the app.`,
	),
	'unpack::member-outside': wording(
		'package',
		({ link, member }: { link: string; member: string }) =>
			`${link} has a member that would land outside of where it is unpacked: ${member}.\nNothing of the archive was kept in the app.`,
	),
	'unpack::through-link': wording(
		'package',
		({ link, path }: { link: string; path: string }) =>
			`${link} would be unpacked through ${path}, a link to somewhere else.\nNothing of the archive was kept in the app.`,
	),
	'unpack::device': wording(
		'package',
		({ link, member }: { link: string; member: string }) =>
			`${link} has a device or pipe in it, which no app needs: ${member}.\nNothing of the archive was kept in the app.`,
	),
	'unpack::too-large': wording(
		'package',
		({ link, bytes }: { link: string; bytes: number }) =>
			`${link} would be more than ${grouped(bytes)} bytes when it is unpacked.\nNothing of the archive was kept in the app. If it is what it should be, set MODULAR_UNPACK_BYTES.`,
	),
	'unpack::too-many-members': wording(
		'package',
		({ link, members }: { link: string; members: number }) =>
			`${link} has more than ${grouped(members)} members.\nNothing of the archive was kept in the app. If it is what it should be, set MODULAR_UNPACK_MEMBERS.`,
	),
	'unpack::header-too-large': wording(
		'package',
		({ link }: { link: string }) =>
			`${link} has headers that take more memory than any archive needs.\nNothing of the archive was kept in the app.`,
	),
	'unpack::directory-in-the-way': wording(
		'package',
		({ link, path }: { link: string; path: string }) =>
			`${link} has a file where a directory is: ${path}. Nothing of the archive was kept in the app.`,
	),
	'unpack::file-in-the-way': wording(
		'package',
		({ link, path }: { link: string; path: string }) =>
			`${link} has a directory where a file is: ${path}. Nothing of the archive was kept in the app.`,
	),
};
