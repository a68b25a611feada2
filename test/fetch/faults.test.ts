import { expect } from 'chai';
import { BuildpackError } from '../../src/errors.ts';
import { PassingFault, sortFault } from '../../src/fetch/faults.ts';

describe('a connection that fails', () => {
	const sort = (code: string) =>
		sortFault(
			Object.assign(new Error('it failed'), { code }),
			new AbortController().signal,
			'https://packages.example.com/index',
		);

	// what Node.js calls what OpenSSL has found, of its x509_vfy.h, and `UNSPECIFIED` for what it has no name for
	for (const code of [
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'CERT_HAS_EXPIRED',
		'CERT_NOT_YET_VALID',
		'CRL_HAS_EXPIRED',
		'ERROR_IN_CERT_NOT_AFTER_FIELD',
		'INVALID_CA',
		'PATH_LENGTH_EXCEEDED',
		'HOSTNAME_MISMATCH',
		'UNSPECIFIED',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
		'ERR_OSSL_ASN1_WRONG_TAG',
		'EPROTO',
	]) {
		it(`with ${code} is TLS's, which no other try mends`, () => {
			const error = sort(code);
			expect(error).to.be.instanceOf(BuildpackError);
			expect((error as BuildpackError).code).to.equal('fetch::tls');
		});
	}

	for (const code of [
		'ECONNREFUSED',
		'ECONNRESET',
		'ENOTFOUND',
		'EAI_AGAIN',
		'EAI_FAIL',
		'ETIMEDOUT',
		'EHOSTUNREACH',
	]) {
		it(`with ${code} may pass`, () => {
			expect(sort(code)).to.be.instanceOf(PassingFault);
		});
	}
});
