package kind

import (
	"context"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// An identityprovider lets GitHub vouch for the runs of its workflows, so that
// CI needs no key. Alone it lets nobody in: the trust policies of CI's roles
// say whose runs. It is named by its host, and is ours by its tag, since
// providers have no path.
var identityprovider = define[providerBody]{
	name: "identityprovider",
	in:   master,

	want: func(w *Wish, _ string, put func(string, providerBody)) {
		if w.Org.CI != nil {
			put(cloud.GitHub, providerBody{
				URL: "https://" + cloud.GitHub, Clients: []string{policy.GitHubAudience}, Tags: w.ownTags(false),
			})
		}
	},
	have: func(s *Sight, put func(string, providerBody)) {
		if b, ours := s.providerSeen(); b != nil && ours {
			put(cloud.GitHub, *b)
		}
	},
	namesakes: func(s *Sight, put func(string, providerBody)) {
		if b, ours := s.providerSeen(); b != nil && !ours {
			put(cloud.GitHub, *b)
		}
	},
	create: func(ctx context.Context, in *cloud.Account, _ string, b providerBody) error {
		_, err := in.IAM.CreateOpenIDConnectProvider(ctx, &iam.CreateOpenIDConnectProviderInput{Url: &b.URL, ClientIDList: b.Clients, Tags: tags(b.Tags)})
		return err
	},
	update: updateProvider,
	remove: func(ctx context.Context, in *cloud.Account, name string, _ providerBody) error {
		_, err := in.IAM.DeleteOpenIDConnectProvider(ctx, &iam.DeleteOpenIDConnectProviderInput{OpenIDConnectProviderArn: aws.String(in.ProviderARN(name))})
		return cloud.Except(err, "NoSuchEntity")
	},
	why: func(providerBody) string { return "GitHub vouches for its workflows" },
}.kind()

type providerBody struct {
	URL     string            `json:"url"`
	Clients []string          `json:"clients"` // audiences, sorted
	Tags    map[string]string `json:"tags"`    // ours
}

// providerSeen is GitHub's provider, nil when there is none, and whether it is
// ours.
func (s *Sight) providerSeen() (b *providerBody, ours bool) {
	if s.Provider == nil {
		return nil, false
	}
	t := tagsSeen(s.Provider.Tags)
	return &providerBody{URL: "https://" + cloud.GitHub, Clients: slices.Sorted(slices.Values(s.Provider.Clients)), Tags: t},
		t[cloud.OwnerTag] == s.Org.Organization.Name
}

func updateProvider(ctx context.Context, in *cloud.Account, name string, c Update[providerBody]) error {
	arn := aws.String(in.ProviderARN(name))
	for _, id := range without(c.After.Clients, c.Before.Clients) {
		if _, err := in.IAM.AddClientIDToOpenIDConnectProvider(ctx, &iam.AddClientIDToOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, ClientID: &id}); err != nil {
			return err
		}
	}
	for _, id := range without(c.Before.Clients, c.After.Clients) {
		if _, err := in.IAM.RemoveClientIDFromOpenIDConnectProvider(ctx, &iam.RemoveClientIDFromOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, ClientID: &id}); err != nil {
			return err
		}
	}
	if maps.Equal(c.Before.Tags, c.After.Tags) {
		return nil
	}
	if _, err := in.IAM.TagOpenIDConnectProvider(ctx, &iam.TagOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, Tags: tags(c.After.Tags)}); err != nil {
		return err
	}
	if gone := lost(c.Before.Tags, c.After.Tags); len(gone) > 0 {
		_, err := in.IAM.UntagOpenIDConnectProvider(ctx, &iam.UntagOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, TagKeys: gone})
		return err
	}
	return nil
}

// without lists what is in all and not in less.
func without(all, less []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(less, s) })
}

// takeOverProvider is what a person does about a provider of theirs.
func takeOverProvider(w *Wish) string {
	return "tag it " + cloud.OwnerTag + "=" + w.Org.Organization.Name + " to have it taken over, or delete it; an account can have only one of GitHub's"
}

// providerARN is the ARN of GitHub's provider, as plans write it.
func providerARN() string { return "arn:aws:iam::{" + cloud.Master + "}:oidc-provider/" + cloud.GitHub }

// ciNeeds are the facts that a role which GitHub's runs become stands on.
func ciNeeds() []engine.Address { return []engine.Address{at(identityprovider.name, cloud.GitHub)} }
