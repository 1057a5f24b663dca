"""Hand-outs: one sheet, a sheet's own address, packets."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import View

from organizations.addresses import OrganizationAddress, OrganizationMovedOrGone
from organizations.handouts import packet as packets
from organizations.handouts.discreet_sheet import prepare_discreet
from organizations.handouts.options import RefusedOptions, SheetOptions
from organizations.handouts.plain_text import as_text
from organizations.handouts.sharing import message
from organizations.handouts.sheet import for_sheets, prepare
from organizations.handouts.sheet_codes import copied, sheet_code, with_code
from organizations.handouts.version_check import check_version
from organizations.models import Organization
from recovery_directory.web.visitors import viewer

PRINT_NOW = "print"
"""Parameter that opens the print dialogue at once, where scripts run."""


def _printable(request: HttpRequest):
    """Return the organizations that this viewer may print, with what sheets need."""
    queryset = for_sheets(
        Organization.objects.all(), in_full=request.GET.get("research") == "full"
    )
    return queryset.visible_to(viewer(request))


class OrganizationPrint(OrganizationAddress):
    """The sheet of one organization that staff put into a patient's hand."""

    def get_queryset(self):
        """Return what this viewer may print."""
        return _printable(self.request)

    def show(self) -> HttpResponse:
        """Print what was asked for; a discreet sheet has an address of its own."""
        address = reverse("organizations:print", args=[self.object.slug])
        try:
            options = SheetOptions.read(self.request.GET, {PRINT_NOW})
        except RefusedOptions as refused:
            return _refuse(self.request, refused, address)
        if options.is_discreet:
            own = reverse("sheet", args=[sheet_code(self.object.pk)])
            return _kept_private(HttpResponseRedirect(own + options.query()), options)
        return _sheet(self.request, self.object, options, address)

    def address_of(self, record) -> str:
        """Redirect a former slug to the sheet, not to the page."""
        return reverse("organizations:print", args=[record.slug])


class SheetPage(OrganizationMovedOrGone, View):
    """A sheet's own address: is this paper still right? And the discreet sheet."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Find the organization by its code, then answer as its other pages do."""
        code, everything = kwargs["code"], Organization.objects.all()
        visible = with_code(code, everything.visible_to(viewer(request)))
        if len(visible) > 1:
            several = Organization.objects.filter(pk__in=visible)
            return render(
                request, "organizations/handouts/which.html", {"all": several}
            )
        found = Organization.objects.filter(
            pk__in=visible or with_code(code, everything)
        )
        # What was withdrawn says so, before what was never published is not found.
        organization = found.order_by("-publication_state").first()
        if organization is None:
            raise Http404
        printed = _printable(request).filter(pk=organization.pk).first()
        if printed is None:
            return self.moved_or_gone(organization.slug)
        return self.show(printed, kwargs.get("version"))

    def address_of(self, record) -> str:
        """Lead the code of a merged record to the sheet that took its place."""
        query = self.request.GET.urlencode()
        address = reverse("sheet", args=[sheet_code(record.pk)])
        return f"{address}?{query}" if query else address

    def show(self, organization: Organization, version: int | None) -> HttpResponse:
        """Show the discreet sheet where it was asked for, else judge the paper."""
        wanted = self.request.GET.get("discreet")
        if wanted is None:
            return self.judge(organization, version)
        address = reverse("sheet", args=[sheet_code(organization.pk)])
        try:
            options = SheetOptions.read(self.request.GET, {PRINT_NOW})
            if not options.is_discreet:
                printed = reverse("organizations:print", args=[organization.slug])
                redirect = HttpResponseRedirect(printed + options.query())
                return _kept_private(redirect, options)
            return _sheet(self.request, organization, options, address)
        except RefusedOptions as refused:
            return _refuse(self.request, refused, address)

    def judge(self, organization: Organization, version: int | None) -> HttpResponse:
        """Say whether the paper in the reader's hand is still right."""
        code = sheet_code(organization.pk)
        asked = self.request.GET.get("version", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 7:
            return HttpResponseRedirect(
                reverse("sheet-version", args=[code, int(asked)])
            )
        language = "es" if self.request.GET.get("lang") == "es" else "en"
        with translation.override(language):
            judged = check_version(organization, version) if version else None
            is_unknown = version is not None and judged is None
            context = {
                "organization": organization,
                "code": code,
                "version": version,
                "paper": judged,
                "way": organization.best_way_in,
                "paper_language": language,
            }
            return render(
                self.request,
                "organizations/handouts/sheet_page.html",
                context,
                status=404 if is_unknown else 200,
            )


def copied_address(request: HttpRequest, text: str) -> HttpResponse:
    """Lead an address that was copied off a paper, and not quite, to its sheet.

    People type ``/S/`` for ``/s/``, and take the full stop behind an address along.
    """
    found = copied(text)
    if found is None:
        raise Http404
    code, version = found
    address = (
        reverse("sheet", args=[code])
        if version is None
        else reverse("sheet-version", args=[code, version])
    )
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def packet(request: HttpRequest) -> HttpResponse:
    """Show one to twelve hand-outs, each on a page of its own; otherwise answer 400.

    The page of a 400 keeps the valid choices, so that nothing has to be chosen again.
    """
    address = reverse("handouts")
    named = request.GET.getlist("organization")
    queryset = for_sheets(
        Organization.objects.all(), in_full=request.GET.get("research") == "full"
    )
    choice = packets.read_choice(named, queryset)
    chosen = choice.organizations
    is_right_number = 1 <= len(chosen) <= packets.MOST
    has_cover = request.GET.get("cover", "0")
    problems = []
    try:
        beside = {"organization", "cover", PRINT_NOW}
        options = SheetOptions.read(request.GET, beside)
    except RefusedOptions as refused:
        options, problems = refused.options, list(refused.problems)
    if has_cover not in {"0", "1"}:
        problems.append(_("“cover” is 0 or 1."))
    if options.is_discreet and not problems and not choice.unknown:
        own = packets.codes(chosen)
        if own != [value.lower() for value in named]:
            query = _packet_query(own, options, has_cover)
            return _kept_private(HttpResponseRedirect(address + query), options)
    sheets = []
    if is_right_number:
        try:
            sheets = [_prepared(one, options) for one in chosen]
        except RefusedOptions as refused:
            problems += refused.problems
    with translation.override(options.language):
        made = packets.Packet.of(
            sheets, has_cover=has_cover == "1", is_large=options.is_large
        )
    if options.is_text and sheets and not problems:
        with translation.override(options.language):
            texts = [as_text(sheet) for sheet in sheets]
        return _kept_private(_plain("\f\n".join(texts)), options)
    is_bad = bool(problems or choice.unknown or not is_right_number)
    context = {
        "packet": made,
        "sheets": sheets,
        "options": options,
        "address": address,
        "has_cover": has_cover == "1",
        "problems": problems,
        "unknown": choice.unknown,
        "chosen": _chosen(chosen, options, has_cover),
        "too_few": not chosen,
        "too_many": len(chosen) > packets.MOST,
        "most": packets.MOST,
        "page_count": made.page_count,
        "print_now": request.GET.get(PRINT_NOW) == "1",
        "addable": () if options.is_discreet else _addable(chosen),
    }
    template = "organizations/handouts/packet.html"
    response = render(request, template, context, status=400 if is_bad else 200)
    return _kept_private(response, options)


# One sheet


def _prepared(organization: Organization, options: SheetOptions):
    """Return the sheet, worded in its language."""
    make = prepare_discreet if options.is_discreet else prepare
    with translation.override(options.language):
        return make(organization, options, on=timezone.localdate())


def _sheet(
    request: HttpRequest,
    organization: Organization,
    options: SheetOptions,
    address: str,
) -> HttpResponse:
    """Return the sheet as a page or as plain text."""
    try:
        sheet = _prepared(organization, options)
    except RefusedOptions as refused:
        return _refuse(request, refused, address)
    with translation.override(options.language):
        if options.is_text:
            return _kept_private(_plain(as_text(sheet)), options)
        sent = message(sheet)
    context = {
        "organization": organization,
        "sheet": sheet,
        "options": options,
        "address": address,
        "message": sent,
        "page_count": sheet.page_count,
        "print_now": request.GET.get(PRINT_NOW) == "1",
        "text_query": options.replace(is_text=True).query(),
    }
    response = render(request, "organizations/organization_print.html", context)
    return _kept_private(response, options)


def _refuse(
    request: HttpRequest, refused: RefusedOptions, address: str
) -> HttpResponse:
    """Answer 400 with the form, filled with what was valid."""
    context = {
        "problems": refused.problems,
        "options": refused.options,
        "address": address,
    }
    template = "organizations/handouts/refused.html"
    return _kept_private(
        render(request, template, context, status=400), refused.options
    )


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _kept_private(response: HttpResponse, options: SheetOptions) -> HttpResponse:
    """Keep a sheet that names whoever prepared it out of every cache."""
    if options.prepared_by:
        response["Cache-Control"] = "no-store, private"
    return response


# The packet's form


def _packet_query(names: list[str], options: SheetOptions, has_cover: str) -> str:
    """Return the query string of a packet: organizations, then options."""
    pairs = [("organization", name) for name in names]
    more = {"cover": "1"} if has_cover == "1" else {}
    rest = options.query(**more).lstrip("?")
    return "?" + "&".join(filter(None, [urlencode(pairs), rest]))


def _chosen(
    organizations: list[Organization], options: SheetOptions, has_cover: str
) -> list[dict]:
    """Return the chosen ones with the links that move them up and take them out."""
    names = (
        packets.codes(organizations)
        if options.is_discreet
        else [organization.slug for organization in organizations]
    )
    rows = []
    for place, (name, organization) in enumerate(
        zip(names, organizations, strict=True)
    ):
        without = names[:place] + names[place + 1 :]
        earlier = without[: place - 1] + [name] + without[place - 1 :]
        rows.append(
            {
                "value": name,
                "organization": organization,
                "up": _packet_query(earlier, options, has_cover) if place else "",
                "without": _packet_query(without, options, has_cover),
            }
        )
    return rows


def _addable(chosen: list[Organization]):
    """Return the published organizations that may be added, by type."""
    return (
        Organization.objects.published()
        .operating()
        .exclude(pk__in=[organization.pk for organization in chosen])
        .select_related("organization_type")
        .only("slug", "name", "sort_name", "organization_type__name")
        .order_by("organization_type__position", "sort_name", "slug")
    )
