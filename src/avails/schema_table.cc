#include "avails/schema_table.h"

namespace nuri::avails {

std::string_view schema_table() {
    return R"table(
[avails]
Avail { Compatibility:Compatibility?[2.5-] ALID:uri AssociatedALID:{@relationship}*[2.5-]
    Disposition:AvailDisposition Licensor:Publisher ServiceProvider:Publisher? Licensee:Publisher?[2.5.2]
    AvailType ShortDescription Asset:AvailAsset+ Transaction:AvailTrans+ CoreMetadata:CoreMetadata*
    SharedEntitlement:AvailSharedEntitlement* ExceptionFlag:boolean? @updateNum:integer[2.2.2-]
    @workflow[2.5-] @updateDeliveryType[2.2.2-] @workflow[2.2.2-2.4] @versionDescription[2.5-]
    @timestamp:dateTime[2.5-] }
AvailAsset { WorkType WorkTypeDetail? (Metadata:AvailUnitMetadata | EpisodeMetadata:AvailEpisodeMetadata |
    SeasonMetadata:AvailSeasonMetadata | SeriesMetadata:AvailSeriesMetadata)[-2.3]
    (Metadata:AvailUnitMetadata | EpisodeMetadata:AvailEpisodeMetadata | SeasonMetadata:AvailSeasonMetadata
    | SeriesMetadata:AvailSeriesMetadata | VolumeMetadata:AvailVolumeMetadata)[2.4-]
    BundledAsset:AvailBundledAsset*[2.2-] OTHER* @contentID!:uri }
AvailBundledAsset { BundledALID:uri SharedEntitlement:AvailSharedEntitlement* ShortDescription?
    @sequence:integer[2.4-] }
AvailDisposition { EntryType IssueDate:gYear|date|dateTime? OTHER* }
AvailEpisodeMetadata { <AvailMetadata EpisodeNumber:ContentSequenceInfo (SeasonMetadata:AvailSeasonMetadata
    | SeriesMetadata:AvailSeriesMetadata) }
AvailFormatProfile { =string @HDR @WCG @HFR @NGAudio }
AvailList { Avail:Avail+ }
AvailMetadata { TitleDisplayUnlimited[-2.1] TitleDisplayUnlimited?[2.2-2.2.1] TitleInternalAlias[-2.2.1]
    TitleDisplayUnlimited:Localized*[2.2.2-] TitleInternalAlias:Regional+[2.2.2-] EditEIDR-URN:uri?
    TitleEIDR-URN:uri? AltIdentifier:AvailMetadata.AltIdentifier* VersionDescription?
    ReleaseDate:gYear|gYearMonth|date? RunLength:duration? People:BasicMetadataPeople*[2.2.2-]
    ReleaseHistory:ReleaseHistory* USACaptionsExemptionReason:positiveInteger? Ratings:ContentRating?
    EncodeID:uri? LocalizationOffering? GroupingEntity:GroupingEntity?[2.2.2-2.3]
    GroupingEntity:GroupingEntity*[2.4-] }
AvailMetadata.AltIdentifier { <ContentIdentifier @scope }
AvailSeasonMetadata { SeasonContentID:uri SeasonEIDR-URN:uri? SeasonTitleDisplayUnlimited[-2.1]
    SeasonTitleDisplayUnlimited?[2.2-2.2.1] SeasonTitleInternalAlias?[-2.2.1]
    SeasonTitleDisplayUnlimited:Localized*[2.2.2-] SeasonTitleInternalAlias:Regional*[2.2.2-]
    SeasonNumber:ContentSequenceInfo VersionDescription? ReleaseDate:gYear|gYearMonth|date?
    ReleaseHistory:ReleaseHistory*[2.2-] USACaptionsExemptionReason:positiveInteger?[2.2-]
    Ratings:ContentRating?[2.2-] SeasonAltIdentifier:ContentIdentifier*
    NumberOfEpisodes:integer{@Estimate:boolean}? SeasonStatus? SeriesMetadata:AvailSeriesMetadata }
AvailSeriesMetadata { SeriesContentID:uri SeriesEIDR-URN:uri? SeriesTitleDisplayUnlimited[-2.1]
    SeriesTitleDisplayUnlimited?[2.2-2.2.1] SeriesTitleInternalAlias[-2.2.1]
    SeriesTitleDisplayUnlimited:Localized*[2.2.2-] SeriesTitleInternalAlias:Regional+[2.2.2-]
    LocalSeriesTitle:Localized* VersionDescription? ReleaseDate:gYear|gYearMonth|date?
    USACaptionsExemptionReason:positiveInteger?[2.2-] ReleaseHistory:ReleaseHistory*[2.2-]
    Ratings:ContentRating?[2.2-] SeriesAltIdentifier:ContentIdentifier*
    NumberOfSeasons:integer{@Estimate:boolean}? SeriesStatus? CompanyDisplayCredit:CompanyCredits* OTHER* }
AvailSharedEntitlement { EcosystemID:uri+ DepricatedEcosystemID:uri*[2.2-]
    @ecosystem:gYear|date|dateTime[-2.1] @ecosystem[2.2-] }
AvailTerms { (Money:Money | Event:dateTime|date | Text | Duration:duration | URI:uri | Language:language |
    ID:uri | YearDateTime:gYear|date|dateTime | Time:time | OTHER)[-2.1] (Money:Money | Event:dateTime|date
    | Text | Duration:duration | URI:uri | Language:language | ID:uri | YearDateTime:gYear|date|dateTime |
    Time:time | Region:Region | OTHER)[2.2-2.2.2] (Money:Money | Event:dateTime|date | Text |
    Boolean:boolean | Duration:duration | URI:uri | Language:language | ID:uri |
    AltIdentifier:ContentIdentifier | YearDateTime:gYear|date|dateTime | Time:time | Region:Region |
    OTHER)[2.3] (Money:Money | Event:dateTime|date | Text | Number:decimal | Boolean:boolean |
    Duration:duration | URI:uri | Language:language | ID:uri | AltIdentifier:ContentIdentifier |
    YearDateTime:gYear|date|dateTime | Time:time | Region:Region | OTHER)[2.4-] @termName! }
AvailTrans { Licensee:OrgName?[2.3-] LicenseType Description[-2.1] Description?[2.2-] Territory:Region*
    TerritoryExcluded:Region* (Start:dateTime | StartCondition)[-2.2.1] (End:dateTime |
    EndCondition)[-2.2.1] StoreLanguage:language*[-2.1] (Start:dateTime |
    StartCondition:string{@lag:duration})[2.2.2-] (End:dateTime |
    EndCondition:string{@lag:duration})[2.2.2-] Duration:duration?[2.2.2] WindowDuration:duration?[2.3-]
    AllowedLanguage:language{@asset}*[2.2-] AssetLanguage:AvailTrans.AssetLanguage*[2.2-]
    HoldbackLanguage:language{@asset}*[2.2-] LicenseRightsDescription? FormatProfile[-2.1]
    FormatProfile:AvailTrans.FormatProfile[2.2-2.4] FormatProfile:AvailFormatProfile[2.5-] ContractID?
    ReportingID?[2.2-] RefALID:uri{@refWorkType}*[2.2-] Term:AvailTerms+[-2.3] Term:AvailTerms*[2.4-]
    ExperienceCondition? OtherInstructions? @TransactionID:uri }
AvailTrans.AssetLanguage { =language @asset @descriptive:boolean @assetProvided[2.2.2-2.3]
    @assetProvided:boolean[2.4-] @assetProvidedDate:date[2.4-] @metadataProvided:boolean[2.2.2-] }
AvailTrans.FormatProfile { =string @HDR @WCG @HFR @NGAudio }
AvailUnitMetadata { <AvailMetadata CompanyDisplayCredit:CompanyCredits* }
AvailVolumeMetadata { VolumeContentID:uri VolumeEIDR-URN:uri? VolumeTitleDisplayUnlimited:Localized*
    VolumeTitleInternalAlias:Regional* VolumeNumber:ContentSequenceInfo VersionDescription?
    ReleaseDate:gYear|gYearMonth|date? ReleaseHistory:ReleaseHistory*
    USACaptionsExemptionReason:positiveInteger? Ratings:ContentRating?
    VolumeAltIdentifier:ContentIdentifier* VolumeFirstEpisodeNumber:integer?
    VolumeNumberOfEpisodes:integer{@Estimate:boolean}? Status? SeasonMetadata:AvailSeasonMetadata[-2.4]
    (SeasonMetadata:AvailSeasonMetadata | SeriesMetadata:AvailSeriesMetadata)[2.5-] }
OfferStatus { Compatibility:Compatibility? (ALID:uri | EIDRTitleURN:uri | EIDREditURN:uri |
    ID:ContentIdentifier)[-2.5] (ALID:uri | EIDRTitle-URN:uri | EIDREdit-URN:uri |
    ID:ContentIdentifier)[2.5.2-] PlatformID:uri{@IDType}* Licensor:Publisher? ServiceProvider:Publisher?
    LicenseType?[-2.5] OverallStatus:OfferStatusObject? Transaction:OfferStatusTransaction*
    @updateNum:integer @workflow @updateDeliveryType @versionDescription @timestamp:dateTime }
OfferStatusList { OfferStatus:OfferStatus+ }
OfferStatusObject { ProgressCode (Start:dateTime | StartCondition:string{@lag:duration}) (End:dateTime |
    EndCondition:string{@lag:duration})?
    AssetLanguage:language{@asset,@descriptive:boolean,@holdback:boolean}* Comments? @timestamp:dateTime }
OfferStatusTransaction { TransactionID:uri* ContractID?[2.5.2-] ReportingID?[2.5.2-] LicenseType?[2.5.2-]
    Territory:Region* TerritoryExcluded:Region* FormatProfile:AvailFormatProfile*
    FeatureStatus:OfferStatusObject BonusStatus:OfferStatusObject? PlatformLRD? OfferURL:uri*
    Term:AvailTerms* Comments? ExceptionsFlag:boolean? @timestamp:dateTime[2.5.2-] }
[mdmec]
CoreMetadata { Compatibility:Compatibility?[2.5-] Basic:BasicMetadata DigitalAsset:DigitalAssetMetadata*
    TitleInternalAlias? TrackingID? Source:Publisher? CompanyDisplayCredit:CompanyCredits*
    GroupingEntity:GroupingEntity* @updateNum:integer[2.3-] @workflow[2.3-] @updateDeliveryType[2.3-]
    @versionDescription[2.3-] @timestamp:dateTime[2.5-] }
Publisher { <OrgName ContactInfo:ContactInfo? @retailerSpecificID }
[md]
Activity { Type:any? Subtype:any* Name:{@preferred:boolean,@language:language}+
    SubName:{@preferred:boolean,@language:language}* Identifier:ContentIdentifier* }
AncillaryDescription { Type SubType* Description:Localized+ AdditionalTerms:Terms*
    @ancillaryDescriptionID:uri }
AssetIntent { Type SubType*[-2.5.2] SubType:string{@ordinal:integer}*[2.6-] Description?
    AssetReference:AssetIntentReference* AssociatedOrg:AssociatedOrg* WIP:boolean?[2.6.1-] }
AssetIntentReference { ContentID:uri* OtherIdentifier:ContentIdentifier* Description:Localized* }
AssociatedOrg { <OrgName @role @roleCategory[2.6-] }
Audience { Description? Who* When:string{@startDate:gYear|date|dateTime,@endDate:gYear|date|dateTime}*
    What:string{@bonus:boolean,@condition}* Identification:ContentIdentifier* Terms:Terms* }
BasicMetadata { UpdateNum:positiveInteger? LocalizedInfo:BasicMetadataInfo+ RunLength:duration?
    ReleaseYear:gYear ReleaseDate:gYear|date|dateTime? ReleaseHistory:ReleaseHistory* WorkType
    WorkTypeDetail?[-2.3] WorkTypeDetail*[2.4-]
    PictureColorType:'color'|'bandw'|'colorized'|'composite'|'unknown'? PictureFormat? ThreeD:boolean?[-2.2]
    ThreeD:boolean{@three60:boolean,@multiview:boolean}?[2.2.1-] AspectRatio?[-2.5]
    AspectRatio:string{@original:boolean}?[2.5.2-] FrameRate:integer{@original:boolean}?[2.7-]
    AltIdentifier:ContentIdentifier* RatingSet:ContentRating? People:BasicMetadataPeople*
    CountryOfOrigin:Region?[-2.3] CountryOfOrigin:Region*[2.4-2.5.2] Group:BasicMetadataGroup*[2.7-]
    Place:Venue*[2.7-] Activity:Activity*[2.7-] Timeframe:Timeframe*[2.7-]
    CountryOfOrigin:BasicMetadata.CountryOfOrigin*[2.6-] PrimarySpokenLanguage:language*[-2.6.1]
    OriginalLanguage:language*[-2.6.1] PrimarySpokenLanguage:language{@listingOrder:positiveInteger}*[2.7-]
    OriginalLanguage:BasicMetadata.OriginalLanguage*[2.7-] VersionLanguage:language*
    VersionIntent:VersionIntent?[2.5.2-] AssociatedOrg:AssociatedOrg*
    ContentRelatedTo:ContentRelatedTo*[2.4-] AncillaryDescription:AncillaryDescription*[2.6.1-]
    SecurityTitle:string{@expiration:gYear|date|dateTime}?[2.7-] SequenceInfo:ContentSequenceInfo?
    Parent:BasicMetadataParent* Terms:Terms*[2.7-] @ContentID!:uri }
BasicMetadata.CountryOfOrigin { <Region @interpretation[2.7-] @listingOrder:positiveInteger[2.7-]
    @intepretation }
BasicMetadata.OriginalLanguage { =language @listingOrder:positiveInteger @spoken:boolean @written:boolean
    @signed:boolean }
BasicMetadataCharacter { CharacterName:Localized+ CharacterID:PersonIdentifier*
    Nonfictional:boolean{@appearance}? Gender:Gender* Pronouns:Pronouns?[2.6-]
    Salutations:Salutations?[2.6.1-] GroupingEntity:GroupingEntity*
    ImageReference:uri{@resolution,@purpose}*[2.6-] CharacterDescription:Localized*[2.6.1-]
    @sequence:integer }
BasicMetadataGroup { <AssociatedOrg Level:nonNegativeInteger? Description:Localized*
    ImageReference:uri{@resolution,@purpose,@language:language}* AltIdentifier:ContentIdentifier*
    People:BasicMetadataPeople* (ParentOrganizationID | ParentGroup:BasicMetadataGroup+)? }
BasicMetadataInfo { TitleDisplay19? TitleDisplay60? TitleDisplayUnlimited? TitleSort[-2.2.2]
    TitleSort?[2.3-] ArtReference:BasicMetadataInfo.ArtReference* Summary190:string{@cast:boolean}[-2.2.2]
    Summary190:string{@cast:boolean}?[2.3-] Summary400:string{@cast:boolean}?
    Summary4000:string{@cast:boolean}? DisplayIndicators:'CC'|'F'|'P'|'DD'|'SAP'|'DVS'*[-2.3]
    DisplayIndicators*[2.4-] Genre:string{@source:uri,@id,@level:integer}* Keyword* VersionNotes?
    Region:Region*[-2.5] Audience:BasicMetadataInfo.Audience*[2.5] (Region:Region+ |
    ExcludedRegion:Region+)?[2.5.2-] TargetAudience:Audience*[2.5.2-] OriginalTitle? CopyrightLine?
    PeopleLocal:BasicMetadataPeople* TitleAlternate:string{@type,@language:language}* Terms:Terms*[2.7-]
    @language!:language @default:boolean @condition[2.3-] }
BasicMetadataInfo.ArtReference { =uri @resolution @purpose[2.2.1-] }
BasicMetadataInfo.Audience { =string @window @licenseType @startDate:gYear|date|dateTime
    @endDate:gYear|date|dateTime }
BasicMetadataJob { JobFunction:string{@scheme} JobDisplay:Localized* BillingBlockOrder:integer?[-2.3]
    BillingBlockOrder:BasicMetadataJob.BillingBlockOrder?[2.4-2.5.2]
    BillingBlockOrder:BasicMetadataJob.BillingBlockOrder*[2.6-] Character*
    CharacterInfo:BasicMetadataCharacter*[2.4-] Guest:boolean? }
BasicMetadataJob.BillingBlockOrder { =integer @topBilled:boolean @region:country|subdivision|m49[2.6-] }
BasicMetadataParent { (Parent:BasicMetadata | ParentContentID:uri)[-2.3] (ParentContentID:uri |
    Parent:BasicMetadata)[2.4-] SequenceInfo:ContentSequenceInfo?[2.4-] (Region:Region+ |
    ExcludedRegion:Region+)?[2.4-]
    @relationshipType:'isclipof'|'isepisodeof'|'isseasonof'|'ispieceof'|'ispartof'|'isderivedfrom'|'iscompositeof'|'issupplementto'|'ispromotionfor'[-2.5]
    @relationshipType:'isclipof'|'isepisodeof'|'isseasonof'|'ispieceof'|'ispartof'|'isderivedfrom'|'iscompositeof'|'issupplementto'|'ispromotionfor'|'isabsedon'|'isdescendentof'[2.5.2-2.6.1]
    @relationshipType:'isclipof'|'isepisodeof'|'isseasonof'|'ispieceof'|'ispartof'|'isderivedfrom'|'iscompositeof'|'issupplementto'|'ispromotionfor'|'isbasedon'|'isdescendentof'[2.7-]
    }
BasicMetadataPeople { Job:BasicMetadataJob+ Name:PersonName Identifier:PersonIdentifier*
    Gender:'male'|'female'|'neutral'|'plural'?[-2.3] Gender:Gender?[2.4-] Pronouns:Pronouns?[2.6-]
    Salutations:Salutations?[2.6.1-] ImageReference:uri{@resolution,@purpose}*[2.6-]
    Biography:Localized*[2.6.1-] }
CompanyCredits { DisplayString:Localized+ Region:Region* DisplaySequence:integer? }
Compatibility { SpecVersion System* Profile:uri{@subProfile:uri} ValidatorParameter:Terms* }
Compliance { Category? Standard? StandardDetail*[2.6.1-] Disposition CompetentAuthority:AssociatedOrg?
    Certificate:base64Binary{@MIME}? TestingOrganization:AssociatedOrg? TestingMethod?
    TestingDate:gYear|date|dateTime?[2.6.1-] ErrorDescription:QCErrorDescription*[2.6.1-] Comments? }
ContactInfo { Name PrimaryEmail AlternateEmail* Address* Phone:string{@type}* }
ContentIdentifier { Namespace Identifier Location:uri? Scope:string{@subscope}?[2.3-] }
ContentRating { (NotRated:boolean{@condition} | Rating:ContentRatingDetail+) AdultContent:boolean? }
ContentRatingDetail { Region:Region System Value Reason*[-2.4] LinkToLogo:uri?[-2.4] Description?[-2.4]
    Reason:string{@value}*[2.5-] LinkToLogo:uri{@language:language}*[2.5-]
    Description:string{@language:language,@authoritative:boolean,@origin}*[2.5-] }
ContentRelatedTo { Relationship:ContentRelatedToRelationship Description:Localized*
    Work:ContentRelatedToWork*[-2.4] (Work:ContentRelatedToWork+ | Character:ContentRelatedToCharacter+ |
    PersonOrGroup:ContentRelatedToPerson+ | Period:ContentRelatedToPeriod+ | Place:ContentRelatedToPlace+ |
    Event:ContentRelatedToEvent+)[2.5] (Work:ContentRelatedToWork+ | Character:ContentRelatedToCharacter+ |
    PersonOrGroup:ContentRelatedToPerson+ | Period:ContentRelatedToPeriod+ | Place:ContentRelatedToPlace+ |
    Event:ContentRelatedToEvent+)?[2.5.2-2.6.1] (Work:ContentRelatedToWork+ |
    Character:ContentRelatedToCharacter+ | PersonOrGroup:ContentRelatedToPerson+ |
    Period:ContentRelatedToPeriod+ | Place:ContentRelatedToPlace+ | Venue:ContentRelatedToVenue+ |
    Event:ContentRelatedToEvent+ | Activity:ContentRelatedToActivity+)?[2.7-] GroupingEntity:GroupingEntity*
    Terms:Terms*[2.6.1-] }
ContentRelatedToActivity { <Activity @primary:boolean @fictional:boolean }
ContentRelatedToCharacter { <BasicMetadataCharacter Description:Localized* @primary:boolean
    @fictional:boolean }
ContentRelatedToEvent { Type? SubType* Date:gYear|date|dateTime{@approximate:boolean}?
    Duration:duration{@approximate:boolean}? Description:Localized* @primary:boolean @fictional:boolean }
ContentRelatedToPeriod { <Timeframe[2.7-] Date:gYear|date|dateTime{@approximate:boolean}[-2.6.1]
    Duration:duration{@approximate:boolean}?[-2.6.1] Description:Localized*[-2.6.1] @primary:boolean
    @fictional:boolean[-2.6.1] }
ContentRelatedToPerson { Identifier:PersonIdentifier* Name:PersonName Description:Localized*
    @primary:boolean @fictional:boolean }
ContentRelatedToPlace { Region:Region? Address? EarthCoordinate:CoordinateEarth[-2.5]
    OtherCoordinate:CoordinateOther[-2.5] EarthCoordinate:CoordinateEarth?[2.5.2-]
    OtherCoordinate:CoordinateOther?[2.5.2-] Description:Localized* @primary:boolean @fictional:boolean }
ContentRelatedToRelationship { Type SubType* Description:Localized* @primary:boolean[2.5.2-] }
ContentRelatedToVenue { <Venue @primary:boolean }
ContentRelatedToWork { WorkType? ContentID:uri* OtherIdentifier:ContentIdentifier* Description:Localized*
    @primary:boolean[2.5-] @fictional:boolean }
ContentSequenceInfo { Number:integer? DistributionNumber:string{@domain}?
    HouseSequence:string{@domain}? AlternateNumber:string{@domain}*
    }
CoordinateEarth { (Latitude:double Longitude:double)? ElevationMeters:double? }
CoordinateOther { Coordinate:string{@label!}+ @system! }
DigitalAssetAncillaryData { Type SubType* BaseTrackID:uri? BaseTrackReference?
    BaseTrackIdentifier:ContentIdentifier* TrackMetadata:DigitalAssetMetadata?
    CombinedMetadata:DigitalAssetMetadata? Compliance:Compliance*[2.4-] AssetIntent:AssetIntent*[2.5.2-]
    Private:PrivateData? }
DigitalAssetAudioAmbisonics { Type? Order:positiveInteger VeriticalOrder:integer? Normalization }
DigitalAssetAudioData { Description?[-2.2] Description:Localized*[2.2.1-] Type? SubType?[2.2.1-2.4]
    SubType*[2.5-] Encoding:DigitalAssetAudioEncoding? Language:DigitalAssetAudioLanguage[-2.2]
    Language:DigitalAssetAudioLanguage+[2.2.1-] People:BasicMetadataPeople*[2.2.1-] Channels?
    MCALabelSubdescriptor:DigitalAssetAudioMCALabel?[2.3-] Compliance:Compliance*[2.4-]
    AssetIntent:AssetIntent*[2.5.2-] TrackReference? TrackIdentifier:ContentIdentifier* Private:PrivateData?
    }
DigitalAssetAudioEncoding { Codec CodecType* BitrateMax:integer?[-2.4] BitrateAverage:integer?[-2.4]
    BitrateMax:nonNegativeInteger?[2.5-] BitrateAverage:nonNegativeInteger?[2.5-] VBR?[-2.6.1]
    SampleRate:integer?[-2.4] SampleBitDepth:integer?[-2.4] (VBR | CBR:boolean)?[2.7-]
    SampleRate:nonNegativeInteger?[2.5-] SampleBitDepth:nonNegativeInteger?[2.5-] ChannelMapping?[-2.6]
    ChannelMapping:DigitalAssetAudioEncoding.ChannelMapping?[2.6.1-] Watermark:DigitalAssetWatermark*
    ActualLength:duration? Ambisonics:DigitalAssetAudioAmbisonics?[2.2.1-]
    Loudness:DigitalAssetAudioLoudness?[2.3-] }
DigitalAssetAudioEncoding.ChannelMapping { =string @isSingleTrack:boolean @isMultipleFiles:boolean[2.7-] }
DigitalAssetAudioLanguage { =language @dubbed:boolean @forced:boolean[2.2.1-] @disposition[2.6-] }
DigitalAssetAudioLoudness { Level:decimal? Deviation:decimal? LeqM:decimal? Compliance* }
DigitalAssetAudioMCALabel { ContentKind? ElementKind? Content?[2.5.2-] UseClass?[2.5.2-]
    ContentSubtype?[2.5.2-] ContentDifferentiator?[2.5.2-] }
DigitalAssetCardset { Type+ Description? Sequence:positiveInteger? Language:language* }
DigitalAssetCardsetList { Type* Region:'Domestic'|'International'|string*[-2.6.1]
    Region:'Domestic'|'International'|country|subdivision|m49*[2.7-] Cardset:DigitalAssetCardset+ }
DigitalAssetChromaticity { ChromaticityCIEx:decimal ChromaticityCIEy:decimal }
DigitalAssetColorEncoding { Primaries TransferFunction ColorDifferencing }
DigitalAssetColorTransformMetadata { ColorVolumeTransform
    ApplicationIdentifier:nonNegativeInteger{@applicationVersion:nonNegativeInteger}?
    TargetSystemDisplay:DigitalAssetColorVolume? DoNotTranscodeBase:boolean? }
DigitalAssetColorVolume { PrimaryRChromaticity:DigitalAssetChromaticity
    PrimaryGChromaticity:DigitalAssetChromaticity PrimaryBChromaticity:DigitalAssetChromaticity
    WhitePointChromaticity:DigitalAssetChromaticity LuminanceMin:decimal LuminanceMax:decimal }
DigitalAssetImageData { Description:Localized*[2.2.1-] Type*[2.2.1-] SubType*[2.5-] Purpose*[2.2.1-]
    Width:integer Height:integer Encoding PictureDetails:DigitalAssetVideoPicture?[2.2.1-]
    DynamicRangeProfile:string{@LuminanceMin:decimal,@LuminanceMax:decimal}?[2.2.1-]
    ColorGamutProfile?[2.2.1-] Language:language*[-2.5.2] ColorModel?[2.7-]
    PrintProfile:DigitalAssetImagePrintData?[2.7-] Language:language{@disposition}*[2.6-]
    CardsetList:DigitalAssetCardsetList*[2.5.2-] Compliance:Compliance*[2.4-]
    AssetIntent:AssetIntent*[2.5.2-] TrackReference? TrackIdentifier:ContentIdentifier* Private:PrivateData?
    }
DigitalAssetImagePrintData { PPI:positiveInteger? SpotColor* PrintSpecification* }
DigitalAssetInteractiveData { Type SubType*[2.2.1-] FormatType? Language:language?
    Encoding:DigitalAssetInteractiveEncoding+ Compliance:Compliance*[2.4-] AssetIntent:AssetIntent*[2.5.2-]
    TrackReference? TrackIdentifier:ContentIdentifier* Private:PrivateData? }
DigitalAssetInteractiveEncoding { RuntimeEnvironment
    EnvironmentAttribute:string{@recommended:boolean}*[2.2.1-] FirstVersion? LastVersion? OTHER* }
DigitalAssetMetadata { (Audio:DigitalAssetAudioData | Video:DigitalAssetVideoData |
    Subtitle:DigitalAssetSubtitleData | Image:DigitalAssetImageData |
    Interactive:DigitalAssetInteractiveData | Ancillary:DigitalAssetAncillaryData) }
DigitalAssetSubtitleCreation { AutoTTS:boolean{@full:boolean}? AutoSegmentation:boolean{@full:boolean}?
    AutoTranslation:boolean{@full:boolean}? OCR:boolean{@full:boolean}? }
DigitalAssetSubtitleData { Format:DigitalAssetSubtitleFormat? Description?[-2.2]
    Description:Localized*[2.2.1-] Type+ SubType*[2.5-] FormatType? Language:language[-2.5.2]
    Language:language{@disposition}+[2.6-] Encoding:any?
    Properties:DigitalAssetSubtitleProperties?[2.6-] PictureDetails:DigitalAssetVideoPicture?[2.6-]
    DynamicRangeProfile:string{@LuminanceMin:decimal,@LuminanceMax:decimal}?[2.6-] ColorGamutProfile?[2.6-]
    Creation:DigitalAssetSubtitleCreation?[2.6-] AdditionalOffset:Timecode?[2.6-] DropFrame:boolean?[2.3-]
    CardsetList:DigitalAssetCardsetList* Compliance:Compliance*[2.4-] AssetIntent:AssetIntent*[2.5.2-]
    TrackReference? TrackIdentifier:ContentIdentifier* Private:PrivateData? }
DigitalAssetSubtitleFormat { =string @SDImage:boolean @HDImage:boolean @UHDImage:boolean }
DigitalAssetSubtitleProperties { MaxCPS:DigitalAssetSubtitleProperties.MaxCPS?
    MaxLinesPerEvent:integer{@strict:boolean}? FormattingStripped:boolean?
    ContainsAnnotation:boolean{@type}* TranslatorCreditPresent:boolean?[2.7-] WritingFeatures:Terms* }
DigitalAssetSubtitleProperties.MaxCPS { =integer @strict:boolean @algorithm @spacesCounted:boolean
    @punctuationCounted:boolean }
DigitalAssetVideoData { Description?[-2.2] Description:Localized*[2.2.1-] Type? SubType*[2.5-]
    Encoding:DigitalAssetVideoEncoding? Picture:DigitalAssetVideoPicture?
    ColorType:'color'|'bandw'|'colorized'|'composite'|'unknown'? PictureFormat? CaptureMethod*[2.2.1-]
    Language:language*[-2.5.2] Language:DigitalAssetVideoData.Language*[2.6-]
    SubtitleLanguage:DigitalAssetVideoSubtitleLanguage* SignedLanguage:language?[-2.5.2]
    SignedLanguage:language{@disposition}?[2.6-] CardsetList:DigitalAssetCardsetList*
    Compliance:Compliance*[2.4-] AssetIntent:AssetIntent*[2.5.2-] TrackReference?
    TrackIdentifier:ContentIdentifier* Private:PrivateData? }
DigitalAssetVideoData.Language { =language @disposition @listingOrder:positiveInteger[2.7-] }
DigitalAssetVideoEncoding { Codec CodecType* MPEGProfile? MPEGLevel? CodecProfile?[2.4-]
    BitrateMax:integer?[-2.4] BitRateAverage:integer?[-2.4] BitrateMax:nonNegativeInteger?[2.5-]
    BitRateAverage:nonNegativeInteger?[2.5-] VBR?[-2.6.1] (VBR | CBR:boolean)?[2.7-]
    Watermark:DigitalAssetWatermark* ActualLength:duration? }
DigitalAssetVideoPicture { AspectRatio?[-2.5] AspectRatio:string{@original:boolean}?[2.5.2-]
    PixelAspect:'NTSC'|'PAL'|'square'|'other'? WidthPixels:integer? HeightPixels:integer?
    ActiveWidthPixels:integer?[-2.6] ActiveHeightPixels:integer?[-2.6]
    ActiveWidthPixels:integer{@xOffset:integer}?[2.6.1-]
    ActiveHeightPixels:integer{@yOffset:integer}?[2.6.1-] FrameRate:DigitalAssetVideoPictureFrameRate?
    Progressive:DigitalAssetVideoPictureProgressive? ColorSubsampling?
    BitDepth:positiveInteger{@alphaDepth:nonNegativeInteger}?[2.4-] Colorimetry? Type3D?
    MasteredColorVolume:DigitalAssetColorVolume? ColorEncoding:DigitalAssetColorEncoding?
    ColorTransformMetadata:DigitalAssetColorTransformMetadata*[2.4-]
    LightLevel:DigitalAssetVideoPictureLightLevel? HDRPlaybackInfo:DigitalAssetVideoPictureHDRPlaybackInfo?
    ThreeSixty:DigitalAssetVideoPicture360?[2.2.1-] OriginalPicture:DigitalAssetVideoPictureOriginal?[2.3-]
    OTHER* }
DigitalAssetVideoPicture360 { Projection Rendering? InitialView:DigitalAssetVideoPicture360Initial? }
DigitalAssetVideoPicture360Initial { HeadingDegrees:decimal<0..360> PitchDegrees:decimal<-90..90>
    RollDegress:decimal<-180..180> }
DigitalAssetVideoPictureFrameRate { =integer @multiplier:'1000/1001' @timecode }
DigitalAssetVideoPictureHDRPlaybackInfo { SDRDownconversion? OTHER* }
DigitalAssetVideoPictureLightLevel { ContentMax:nonNegativeInteger{@interpretation}*
    FrameAverageMax:nonNegativeInteger{@interpretation}* }
DigitalAssetVideoPictureOriginal { FrameRate:DigitalAssetVideoPictureFrameRate?
    Progressive:DigitalAssetVideoPictureProgressive? }
DigitalAssetVideoPictureProgressive { =boolean @scanOrder:'BFF'|'TFF'|'PPF' @pulldown[2.7-] }
DigitalAssetVideoSubtitleLanguage { =language @closed:boolean @type @disposition[2.6-] }
DigitalAssetWatermark { Vendor ProductAndVersionID Data? @guaranteedAbsent:boolean }
Gender { =string @transgender:boolean @specificGender }
GroupingEntity { Type GroupIdentity DisplayName:Localized+ Region:Region?
    AltGroupIdentifier:ContentIdentifier*[2.4-] }
Localized { =string @language:language }
LocationAddress { Addressee? AddressLine* City* StateOrProvince* Country* PostalCode* AstronomicalObject*
    CoordinateEarth:CoordinateEarth? CoordinateOther:CoordinateOther? }
Money { =decimal @currency }
OrgName { (DisplayName SortName? AlternateName*)?[-2.6.1] (DisplayName:Localized+ SortName:Localized*
    AlternateName:Localized*)?[2.7-] @organizationID @departmentID[2.5-] @idType }
PersonIdentifier { Identifier Namespace ReferenceLocation:uri? Scope:string{@subscope}?[2.5-] }
PersonName { DisplayName:StringAndLanguage+ SortName:StringAndLanguage* FirstGivenName? SecondGivenName?
    FamilyName? Suffix? Moniker? }
PrivateData { ANY+ }
Pronouns { Subjective? Objective? Adjective? Possessive? Reflexive? @noProunouns:boolean }
QCArea { XOffset:integer YOffset:integer Width:integer Height:integer }
QCCategoryError { (Audio:QCErrorAudio | Video:QCErrorVideo | TimedText:QCErrorTimedText |
    Artwork:QCErrorArtwork | Package:QCErrorPackage | Metadata:QCErrorMetadata | XML:QCXMLError |
    Excel:QCErrorExcel)+ }
QCErrorArtwork { Area:QCArea? Text? }
QCErrorAudio { TimeRange:QCTimeRange? TimeOffset:duration? }
QCErrorDescription { ErrorReference? ErrorCategory ErrorTerm CategorySpecificInfo:QCCategoryError? Comments?
    FullOrPartialQC? QCReportLocation:uri? Severity:string{@resolution,@originalSeverity}? }
QCErrorExcel { (Row:nonNegativeInteger | Column | Cell:string{@endCell}) ValidatorLevel? ValidatorTag?
    ValidatorSummary? }
QCErrorMetadata { XMLError:QCXMLError }
QCErrorPackage { ObjectInError:string{@disposition}+ }
QCErrorTimedText { TimeRange:QCTimeRange? TimeOffset:duration? Text? }
QCErrorVideo { TimeRange:QCTimeRange? Area:QCArea? }
QCTimeRange { StartTimecode:Timecode EndTimecode:Timecode? }
QCXMLError { XPath:uri? LineNumber:positiveInteger? ValidatorLevel? ValidatorTag? ValidatorSummary?
    ValidatorFile? }
Region { (country:country | countryRegion:subdivision)[-2.2.2] (country:country |
    countryRegion:subdivision|m49)[2.3-] }
Regional { =string @region }
ReleaseHistory { ReleaseType:string{@wide:boolean} DistrTerritory:Region?[-2.2]
    DistrTerritory:Region*[2.2.1-] Date:gYear|date|dateTime{@scheduled:boolean} Description?
    ReleaseOrg:OrgName*[-2.2] ReleaseOrg:AssociatedOrg*[2.2.1-] }
Salutations { Title:string{@default:boolean}* @noTitle:boolean }
StringAndLanguage { =string @language:language }
Terms { (Money:Money | Event:dateTime|date | Text | Boolean:boolean | Duration:duration | URI:uri |
    Language:language | ID:uri | AltIdentifier:ContentIdentifier | YearDateTime:gYear|date|dateTime |
    Time:time | Region:Region | OTHER)[-2.6] (Money:Money | Event:dateTime|date | Text | Boolean:boolean |
    Duration:duration | URI:uri | Language:language | ID:uri | AltIdentifier:ContentIdentifier |
    YearDateTime:gYear|date|dateTime | Time:time | Region:Region | Timecode:Timecode | OTHER)[2.6.1]
    (Money:Money | Event:dateTime|date | Text | Boolean:boolean | Duration:duration | URI:uri |
    Language:language | ID:uri | AltIdentifier:ContentIdentifier | YearDateTime:gYear|date|dateTime |
    Time:time | Region:Region | Timecode:Timecode | Binary:{@MIME,@description} |
    Label:string{@namespace,@level:integer}+ | OTHER)[2.7-] @termName! }
Timecode { =timecode @dropframe:boolean @format }
Timeframe { Type? Subtype* DateTime:gYear|date|dateTime{@approximate:boolean}?
    Duration:duration{@approximate:boolean}? Description:Localized* @fictional:boolean }
Venue { Type:any? Subtype:any* Name:{@preferred:boolean,@language:language}+
    SubName:{@preferred:boolean,@language:language}* Location:LocationAddress? @fictional:boolean }
VersionIntent { Audience:Audience? Description:VersionIntent.Description* EditUse? EditClass*
    MadeForRegion:Region?[-2.6.1] (MadeForRegion:Region* | MadeForRegionExcluded:Region*)[2.7-] Terms:Terms*
    }
VersionIntent.Description { =string @language:language @source[2.7-] }
)table";
}

}  // namespace nuri::avails
