// The API's description as a judge: every answer must be one that docs/api/openapi.yaml documents, to the member.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** Operations that other files than openapi.test.mjs see answered with a yes, each asserting its own share. */
export const elsewhere = {
    demo: ['demoSignIn', 'setDemoWatchingFrom'],
    operators: [
        'listOperators', 'inviteOperator', 'changeOperator', 'inviteOperatorAgain', 'acceptInvitation', 'operatorChangePassword',
        'getAuditEntry', 'undoChange', 'resolveTerritories', 'listTerritoryGroups', 'listTerritoryParts', 'getTerritoryHistory',
        'changeTitles', 'orderChildren', 'getReadiness', 'listArtwork', 'putArtwork', 'focusArtwork', 'removeArtwork', 'getPicture',
        'listGenres', 'findPeople', 'listReadiness', 'viewAs', 'listHidden', 'getOverview', 'streamEvents', 'getLicence',
        'listUploads', 'beginUpload', 'getUpload', 'sendUpload', 'removeUpload', 'ingestUpload', 'listAssets', 'getAsset',
        'previewAsset', 'getThumbnails', 'getMember', 'signMemberOut', 'stopMemberStream', 'addMemberNote', 'getArtwork',
    ],
    desk: [
        'checkLicence', 'listConflicts', 'listWhiteSpace', 'getCalendar', 'listNotices', 'listAssignments', 'assign', 'unassign',
        'listPartners', 'listContracts', 'openContract', 'showContract', 'writeContractTerms', 'submitContract', 'decideContract',
        'endContract', 'listContractGroups', 'addObligation', 'addContractDocument', 'addPayment', 'listObligations',
        'changeObligation', 'finishObligation', 'showDocument',
    ],
    avails: [
        'keepAvailsFile', 'getAvailsFile', 'checkAvailsFile', 'annotateAvailsFile', 'previewAvailsImport', 'listAvailsImports',
        'importAvails', 'getAvailsImport', 'listAvailsStatements', 'undoAvailsImport', 'getAvailsOfferStatus',
        'getAvailsOfferStatusSince', 'diffAvails', 'exportAvails', 'reportAvailsExport', 'listAvailsProfiles', 'setAvailsProfile',
        'listReleaseEvents', 'setReleaseEvent', 'clearReleaseEvent', 'getNoticeLetters', 'wishNoticeLetters', 'stopNoticeLetters',
    ],
};

const methods = ['get', 'put', 'post', 'patch', 'delete'];

export class Contract {
    constructor(file) {
        this.document = parse(readFileSync(file, 'utf8'));
        this.ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
        addFormats(this.ajv);
        this.ajv.addSchema(this.document, 'openapi');
        this.operations = [];
        for (const [template, item] of Object.entries(this.document.paths)) {
            for (const method of methods.filter((name) => item[name])) {
                this.operations.push({
                    method, template,
                    id: item[method].operationId,
                    pointer: `#/paths/${escape(template)}/${method}`,
                    // A REF and a key of an object may hold slashes.
                    pattern: new RegExp(`^${template.replace(/\{(ref|key)\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+')}$`),
                    statuses: new Set(),
                });
            }
        }
    }

    /** The operation of a request; that which spells out the most of the path where several fit, as the router chooses. */
    find(method, path) {
        const fitting = this.operations.filter((operation) => operation.method === method.toLowerCase() && operation.pattern.test(path));
        const spelt = ({ template }) => template.replace(/\{[^}]+\}/g, '').length;
        return fitting.sort((a, b) => spelt(b) - spelt(a))[0];
    }

    /** Follows references of the document, and says where it came out. */
    resolve(pointer) {
        for (;;) {
            const value = pointer.slice(2).split('/').reduce((at, part) => at?.[unescape(part)], this.document);
            if (!value?.$ref) return { value, pointer };
            pointer = value.$ref;
        }
    }

    validate(pointer, value, what) {
        const validate = this.ajv.getSchema(`openapi${pointer}`);
        assert.ok(validate, `no schema at ${pointer}`);
        assert.ok(validate(value), `${what}: ${this.ajv.errorsText(validate.errors, { separator: '\n  ' })}\nin ${JSON.stringify(value).slice(0, 2000)}`);
    }

    /** Holds one answer to the description; `path` is below /api/v1, without its query. */
    check(method, path, sent, answer) {
        const operation = this.find(method, path);
        assert.ok(operation, `${method} ${path} is not described`);
        const what = `${operation.id} -> ${answer.status}`;
        const response = this.resolve(`${operation.pointer}/responses/${answer.status}`);
        assert.ok(response.value, `${what}: this status is not documented: ${answer.text.slice(0, 1000)}`);
        operation.statuses.add(answer.status);
        const type = (answer.headers.get('content-type') ?? '').split(';')[0];
        const content = response.value.content ?? {};
        if (Object.keys(content).length === 0) {
            assert.equal(answer.bytes.length, 0, `${what} has a body that is not documented: ${answer.text.slice(0, 200)}`);
        } else {
            assert.ok(type in content, `${what}: Content-Type ${type} is not documented`);
            if (type.endsWith('json')) this.validate(`${response.pointer}/content/${escape(type)}/schema`, answer.json, what);
        }
        if (answer.status < 300 && sent !== undefined) {
            const body = this.resolve(`${operation.pointer}/requestBody`);
            assert.ok(body.value, `${operation.id} takes no body by its description`);
            this.validate(`${body.pointer}/content/application~1json/schema`, sent, `${operation.id}, its request`);
        }
        return answer;
    }

    /** Operations that have not yet been answered with success. */
    untried() {
        return this.operations.filter(({ statuses }) => ![...statuses].some((status) => status < 300)).map(({ id }) => id);
    }
}

const escape = (part) => part.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
const unescape = (part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
